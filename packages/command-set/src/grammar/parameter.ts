interface Common {
  /** What it is for: half a sentence, for help text and the reference page. */
  readonly help: string
  readonly required?: true
  /** Never shown again: stars in the audit log. */
  readonly secret?: true
  /** Taken for the sake of clients, and without effect here: left out of the help text. */
  readonly ignored?: true
}

/** Present or not. */
export interface FlagParameter extends Common {
  readonly kind: 'flag'
}

/** Any text of so many bytes. */
export interface TextParameter extends Common {
  readonly kind: 'text'
  readonly min?: number
  readonly max?: number
}

/** name: of an object. userName: of a user. password. address: IPv4, IPv6 or a domain name. */
export interface FormParameter extends Common {
  readonly kind: 'name' | 'userName' | 'password' | 'address'
}

/** Absolute path of a file in one of the folders that users can reach. */
export interface FileParameter extends Common {
  readonly kind: 'file'
}

/** Whole decimal number from `min` to `max`. */
export interface NumberParameter extends Common {
  readonly kind: 'number'
  readonly min: number
  readonly max: number
}

/** `80` or `80%`, from 0 to 100. */
export interface PercentParameter extends Common {
  readonly kind: 'percent'
}

/** One of a few words. */
export interface WordParameter extends Common {
  readonly kind: 'word'
  readonly words: readonly string[]
}

/** Items with a separator between them, at most 128. */
export interface ListParameter extends Common {
  readonly kind: 'list'
  readonly separator: ':' | ','
}

export type Parameter =
  | FlagParameter | TextParameter | FormParameter | FileParameter | NumberParameter
  | PercentParameter | WordParameter | ListParameter

/** Parameters of a command by name without the hyphen, in the order of its syntax. */
export type ParameterTable = Readonly<Record<string, Parameter>>

type ValueOf<P extends Parameter> =
  P extends FlagParameter ? boolean
    : P extends NumberParameter | PercentParameter ? number
      : P extends ListParameter ? readonly string[]
        : P extends WordParameter ? P['words'][number]
          : string

/** What a command gets: a flag is always there, the rest only if it was given. */
export type Values<T extends ParameterTable> = {
  readonly [name in keyof T]:
    T[name] extends FlagParameter | { readonly required: true }
      ? ValueOf<T[name]>
      : ValueOf<T[name]> | undefined
}

/** Units of a capacity. */
export const units = ['b', 'kb', 'mb', 'gb', 'tb', 'pb'] as const

/** Parameters that every command takes. */
export const commonParameters = {
  nomsg: { kind: 'flag', help: 'print the bare id of what was made' },
  h: { kind: 'flag', help: 'print this help' },
  '?': { kind: 'flag', help: 'print this help' },
} as const satisfies ParameterTable

/** Parameters that every view takes. */
export const viewParameters = {
  delim: { kind: 'text', min: 1, max: 1, help: 'the byte between cells, instead of padding' },
  nohdr: { kind: 'flag', help: 'no header row, no field names' },
  bytes: { kind: 'flag', help: 'capacities in bytes, without unit' },
  json: { kind: 'flag', help: 'JSON instead of a table' },
  gui: { kind: 'flag', help: 'also the fields that a GUI wants, where there are any' },
  filtervalue: { kind: 'text', help: 'only rows where all of attribute=value:... hold' },
  'filtervalue?': { kind: 'flag', help: 'list the attributes that can be filtered' },
  unit: { kind: 'word', words: units, help: 'unit of a capacity in the filter' },
} as const satisfies ParameterTable

export const unitParameter = {
  kind: 'word', words: units, help: 'unit of the size, mb where it is left out',
} as const satisfies WordParameter

/** The type's certificate and a key server's own are files of the same kind. */
export const certificateParameters = {
  sslcert: { kind: 'file', help: 'PEM file of the certificate' },
  nosslcert: { kind: 'flag', help: 'no certificate any more' },
} as const satisfies ParameterTable
