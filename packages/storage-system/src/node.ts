/** This program is one node, the only one; other nodes are not known to it. */
export const theNode = {
  id: 1,
  name: 'node1',
  hardware: 'software',
  mtm: '2145-SW1',
} as const
