import type { IdentityView } from '../system/identity.ts'

/** `8.7.0.0 (build 169.12.2406131148000)`: clients read the first word alone. */
export const codeLevel = ({ codeLevel: level, build }: IdentityView): string =>
  `${level} (build ${build})`
