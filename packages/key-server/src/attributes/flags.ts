import type { Attribute, AttributeName } from '@keyturn/kmip'

/** The flag that ends when the other one takes the value (KMIP 2.1 sections 4.2 and 4.36). */
const endings: Record<string, { readonly flag: AttributeName; readonly value: boolean } | undefined> = {
  Sensitive: { flag: 'AlwaysSensitive', value: false },
  Extractable: { flag: 'NeverExtractable', value: true },
}

/** Always Sensitive and Never Extractable tell of all times: they are false from the first exception on. */
export function withFlag(attributes: readonly Attribute[], set: Attribute): readonly Attribute[] {
  const ending = 'vendor' in set ? undefined : endings[set.name]
  if (ending === undefined || set.value !== ending.value) return attributes
  return attributes.filter((attribute) => 'vendor' in attribute || attribute.name !== ending.flag)
}
