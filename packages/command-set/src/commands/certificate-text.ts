/** What stands in a certificate field where there is no certificate. */
export const noCertificate = '0 fields'
