import { activate } from '../lifecycle/index.ts'
import { Refusal } from '../refusals/index.ts'
import type { OperationHandler } from './context.ts'

/** KMIP 2.1 section 6.1.1. */
export const activateOperation: OperationHandler<'Activate'> = {
  access: 'changes',
  async execute(request, { batch, client, entry, now, services }) {
    const uniqueIdentifier = batch.resolve(request.uniqueIdentifier)
    if (uniqueIdentifier instanceof Refusal) return uniqueIdentifier
    const changed = await services.objects.change(
      { uniqueIdentifier, group: client.group.name, now },
      entry(uniqueIdentifier),
      (record) => activate(record, now),
    )
    return changed instanceof Refusal ? changed : { uniqueIdentifier }
  },
}
