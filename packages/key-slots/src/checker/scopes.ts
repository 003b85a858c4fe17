import type { Outcome } from './explore.ts'
import type { Scope } from './scope.ts'

/**
 * A scope with two key servers, three names, power cuts and lost replies; nothing else goes wrong.
 */
export const plainScope: Scope = {
  title: 'power cuts and lost replies',
  names: 3,
  servers: 2,
  usb: false,
  flying: 0,
  promotion: false,
  disasters: false,
  backups: false,
  operator: false,
  olderDatabase: false,
  word: false,
  rescue: false,
}

const scope = (title: string, more: Partial<Scope>): Scope => ({ ...plainScope, title, ...more })

/** What `npm test` explores, in less than a minute. */
export const scopes: readonly Scope[] = [
  scope('power cuts and lost replies', { rescue: true }),
  scope('requests late and twice', { names: 2, flying: 2, rescue: true }),
  scope('requests late, two rekeys', { flying: 2, servers: 1 }),
  scope('four key servers that lag, promotion', {
    names: 2, servers: 4, promotion: true, rescue: true,
  }),
  scope('an operator destroys and revokes', { names: 2, flying: 1, operator: true, rescue: true }),
  scope('a key server is lost', { disasters: true }),
  scope('a key server is lost, promotion', {
    names: 2, disasters: true, promotion: true, rescue: true,
  }),
  scope('a key server is restored from a backup', {
    names: 2, disasters: true, backups: true, rescue: true,
  }),
  scope('an older database of the system', { names: 2, olderDatabase: true, rescue: true }),
  scope('the administrator insists', { servers: 1, word: true }),
  scope('two methods', { servers: 1, usb: true }),
  scope('two methods, a key server is lost', {
    names: 2, usb: true, disasters: true, rescue: true,
  }),
  scope('two methods, late requests', { names: 2, usb: true, flying: 1 }),
  scope('two methods, an operator', { names: 2, usb: true, operator: true, rescue: true }),
]

/** What `npm run soak` explores: minutes, and up to two gigabytes. */
export const wideScopes: readonly Scope[] = [
  scope('four names', { names: 4 }),
  scope('two requests late at each server', { flying: 2, rescue: true }),
  scope('four key servers, three names', { servers: 4 }),
  scope('three key servers, promotion', { servers: 3, promotion: true }),
  scope('an operator, three names', { operator: true, rescue: true }),
  scope('a key server is lost, promotion, three names', {
    disasters: true, promotion: true, rescue: true,
  }),
  scope('a backup, three names', { servers: 1, disasters: true, backups: true }),
  scope('an older database, three names', { olderDatabase: true, rescue: true }),
  scope('the administrator insists, two servers', { word: true, rescue: true }),
  scope('two methods, two servers', { usb: true, rescue: true }),
  scope('two methods, a key server is lost, three names', { usb: true, disasters: true }),
]

/** One line for a report. */
export const summary = ({ title, worlds, moves, states, broken, path }: Outcome): string =>
  `${title}: ${worlds} worlds, ${moves} moves, ${states} states of the machine: ${
    broken === null ? 'all invariants hold' : `${broken}\n  ${path.join(' | ')}`}`
