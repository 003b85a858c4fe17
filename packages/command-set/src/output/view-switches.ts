/** The switches that shape a view: facts of the command line, not of the command. */
export interface ViewSwitches {
  /** One byte between cells; undefined pads with blanks. */
  readonly delim: string | undefined
  readonly noHeader: boolean
  readonly inBytes: boolean
  readonly json: boolean
}
