import { usageError } from './command.ts'

/** Options that say what a device group may do. */
export const groupOptions = {
  'may-destroy': { type: 'string' },
  'tombstone-days': { type: 'string' },
} as const

export const groupHelp = `  --may-destroy yes|no  may its clients destroy its objects? (no)
  --tombstone-days N    for how long an administrator can undo a Destroy (30; 0 to 3,650)`

/** The members of a request that the options stand for. */
export function groupBody(
  text: (name: keyof typeof groupOptions) => string | undefined,
): { readonly mayDestroy?: boolean; readonly tombstoneDays?: number } {
  const [mayDestroy, days] = [text('may-destroy'), text('tombstone-days')]
  if (mayDestroy !== undefined && mayDestroy !== 'yes' && mayDestroy !== 'no') {
    throw usageError('--may-destroy is yes or no')
  }
  if (days !== undefined && !/^\d{1,4}$/.test(days)) throw usageError('--tombstone-days is a number')
  return {
    ...(mayDestroy === undefined ? {} : { mayDestroy: mayDestroy === 'yes' }),
    ...(days === undefined ? {} : { tombstoneDays: Number(days) }),
  }
}
