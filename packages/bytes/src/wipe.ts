/**
 * Overwrite secrets with zeros once they are no longer needed. JavaScript promises no more than
 * this one buffer: copies that the engine or a library made stay.
 */
export function wipe(...secrets: readonly Uint8Array[]): void {
  for (const secret of secrets) secret.fill(0)
}
