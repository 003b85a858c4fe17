import { destroy } from '../lifecycle/index.ts'
import { refuse, Refusal } from '../refusals/index.ts'
import type { OperationHandler } from './context.ts'

/** KMIP 2.1 section 6.1.15. Only where the device group lets its clients destroy. */
export const destroyOperation: OperationHandler<'Destroy'> = {
  access: 'changes',
  async execute(request, { batch, client, entry, now, services }) {
    const uniqueIdentifier = batch.resolve(request.uniqueIdentifier)
    if (uniqueIdentifier instanceof Refusal) return uniqueIdentifier
    const { name: group, mayDestroy, tombstoneDays } = client.group
    const changed = await services.objects.change(
      { uniqueIdentifier, group, now },
      entry(uniqueIdentifier),
      (record) => mayDestroy
        ? destroy(record, tombstoneDays, now)
        : refuse('DestroyNotAllowed', { group }),
    )
    return changed instanceof Refusal ? changed : { uniqueIdentifier }
  },
}
