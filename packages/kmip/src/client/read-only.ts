import type { SupportedOperation } from '../index.ts'

/**
 * Operations that change nothing at the server, so that doing one twice is as good as once.
 * Activate, Revoke and Destroy are not here: a repetition answers with a failure although the first
 * one worked. (Get makes an object no longer Fresh, which the repetition finds done.)
 */
export const readOnlyOperations: ReadonlySet<SupportedOperation> = new Set<SupportedOperation>([
  'DiscoverVersions', 'Query', 'Locate', 'Get', 'GetAttributes', 'GetAttributeList',
])
