/** One node, one I/O group, no Fibre Channel: what every view of a volume or a host repeats. */
export const ioGroup = { id: 0, name: 'io_grp0' } as const

/** Of the node that serves every volume. */
export const nodeId = 1

/** Is this a reference of the one I/O group that has a node? */
export const isIoGroup = (reference: string): boolean =>
  reference === String(ioGroup.id) || reference === ioGroup.name
