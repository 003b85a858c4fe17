/** Why a run of replication ends without success. */
export interface ReplicationFault {
  readonly code: FaultCode
  /** What happened, in words for an administrator. */
  readonly message: string
  /** What to do about it. */
  readonly hint: string
}

/** Who cannot go on: `unreachable` mends itself when the peer is back, `failed` needs somebody. */
interface CatalogueRow {
  readonly state: 'unreachable' | 'failed'
  readonly message: string
  readonly hint: string
}

/** Every fault of replication; docs/protocols/replication.md lists the same rows, a test compares. */
export const faultCatalogue = {
  Unreachable: {
    state: 'unreachable',
    message: 'The secondary at {place} cannot be reached: {cause}.',
    hint: 'Check that it runs and that the network lets port {port} through. The primary tries again by itself.',
  },
  ConnectionLost: {
    state: 'unreachable',
    message: 'The connection broke during replication: {cause}.',
    hint: 'Nothing is lost: the next run goes on where this one stopped.',
  },
  Timeout: {
    state: 'unreachable',
    message: 'The peer did not answer within {seconds} seconds.',
    hint: 'Check the load and the disk of the peer. The next run goes on where this one stopped.',
  },
  PeerUnknown: {
    state: 'failed',
    message: 'The peer at {place} shows the certificate {fingerprint}, which is not the paired one.',
    hint: 'If that certificate was renewed, put its new fingerprint into the section [replication] here.',
  },
  VersionSkew: {
    state: 'failed',
    message: '{peer} speaks replication protocol {theirs} (Keyturn {version}), this server speaks {ours}.',
    hint: 'Upgrade the older of the two; upgrade secondaries before their primary.',
  },
  NotSecondary: {
    state: 'failed',
    message: '{peer} is {role}, not a secondary: it takes no keys from another server.',
    hint: 'Take it off the list of secondaries, or configure it as a secondary.',
  },
  EpochLower: {
    state: 'failed',
    message: '{peer} has seen epoch {theirs}, this primary is of epoch {ours}: another one has taken over since.',
    hint: 'Do not use this server as a primary any more; let it rejoin as a secondary of the new one.',
  },
  HistoryDiverged: {
    state: 'failed',
    message: '{peer} holds {count} records that this primary lacks or has in an older form ({examples}): '
      + 'this primary was restored from an older backup, or the secondary had keys of its own. '
      + 'Nothing was overwritten.',
    hint: 'Restore a newer backup here, or fetch them: keyturn key-server replicate now --to {peer} --merge',
  },
  MaterialConflict: {
    state: 'failed',
    message: 'Both servers have an object {object}, with different key material. Nothing was overwritten.',
    hint: 'Identifiers are random: one of the two was not made by this family of servers. Find out which.',
  },
  OlderObject: {
    state: 'failed',
    message: 'The object {object} came in an older form than the one that is here. Nothing was overwritten.',
    hint: 'Replicate again; if that does not help, merge: keyturn key-server replicate now --merge',
  },
  MaterialDamaged: {
    state: 'failed',
    message: 'The key material of {object} does not open under the store key.',
    hint: 'The store or its root key is damaged: restore a backup of the server that reports this.',
  },
  MessageInvalid: {
    state: 'failed',
    message: 'The peer sent what is no message of the replication protocol: {cause}.',
    hint: 'Check that the port is the replication port of a Keyturn key server of the same version.',
  },
  Superseded: {
    state: 'unreachable',
    message: 'Another writer came between: a newer connection of the primary, or a change of the same records.',
    hint: 'Nothing to do, unless this is reported again and again: do two primaries run with one certificate?',
  },
  Stopped: {
    state: 'unreachable',
    message: 'Replication was stopped, since the server ends.',
    hint: 'Nothing to do: it goes on when the server has started again.',
  },
} as const satisfies Record<string, CatalogueRow>

export type FaultCode = keyof typeof faultCatalogue

export function fault(
  code: FaultCode,
  details: Readonly<Record<string, string | number>> = {},
): ReplicationFault {
  const fill = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? '?'))
  return { code, message: fill(faultCatalogue[code].message), hint: fill(faultCatalogue[code].hint) }
}

/** How a fault crosses the layers of one run; it is caught where the run ends. */
export class ReplicationError extends Error {
  override readonly name = 'ReplicationError'
  readonly fault: ReplicationFault
  constructor(what: ReplicationFault) {
    super(what.message)
    this.fault = what
  }
}
