export interface Keyring { readonly locked: boolean }
