import { revoke } from '../lifecycle/index.ts'
import { Refusal } from '../refusals/index.ts'
import type { OperationHandler } from './context.ts'

/** KMIP 2.1 section 6.1.48. The reason is kept as an attribute; a later compromise replaces it. */
export const revokeOperation: OperationHandler<'Revoke'> = {
  access: 'changes',
  async execute(request, { batch, client, entry, now, services }) {
    const uniqueIdentifier = batch.resolve(request.uniqueIdentifier)
    if (uniqueIdentifier instanceof Refusal) return uniqueIdentifier
    const { revocationReason: value, compromiseOccurrenceDate: occurrence } = request
    const revocation = {
      code: value.revocationReasonCode,
      ...(occurrence === undefined ? {} : { occurrence: Number(occurrence) }),
    }
    const changed = await services.objects.change(
      { uniqueIdentifier, group: client.group.name, now },
      { ...entry(uniqueIdentifier), reason: revocation.code },
      (record) => {
        const revoked = revoke(record, revocation, now)
        if (revoked instanceof Refusal) return revoked
        const others = revoked.attributes.filter(({ name }) => name !== 'RevocationReason')

        return { ...revoked, attributes: [...others, { name: 'RevocationReason', value }] }
      },
    )
    return changed instanceof Refusal ? changed : { uniqueIdentifier }
  },
}
