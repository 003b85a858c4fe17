/** Four digits of a CMMVC message: `8533`. */
export type MessageNumber = `${number}`
