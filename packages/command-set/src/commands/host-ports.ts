import type { ParameterTable } from '../grammar/parameter.ts'
import type { HostPort } from '../system/hosts.ts'
import { accept, refuse } from '../system/outcome.ts'
import type { Outcome } from '../system/outcome.ts'

/** The parameters that name ports. Names of iSCSI and NVMe hold colons, so commas part them. */
export const portParameters = {
  iscsiname: { kind: 'list', separator: ',', help: 'iSCSI names' },
  nqn: { kind: 'list', separator: ',', help: 'NVMe qualified names' },
  fcwwpn: { kind: 'list', separator: ':', help: 'Fibre Channel WWPNs' },
  hbawwpn: { kind: 'list', separator: ':', help: 'older word for -fcwwpn' },
} as const satisfies ParameterTable

export const portParameterNames = ['iscsiname', 'nqn', 'fcwwpn', 'hbawwpn'] as const

type PortValues = {
  readonly [name in keyof typeof portParameters]: readonly string[] | undefined
}

/** The ports that were named, or 6578, 9328, 5867 for one whose form is wrong. */
export function readPorts({ iscsiname, nqn, fcwwpn, hbawwpn }: PortValues): Outcome<HostPort[]> {
  const ports: HostPort[] = []
  for (const name of iscsiname ?? []) {
    // RFC 3720 section 3.2.6.3: iqn., eui. or naa., at most 223 bytes.
    if (!/^(iqn|eui|naa)\.[A-Za-z0-9.:_-]{1,219}$/.test(name)) return refuse('6578', name)
    ports.push({ kind: 'iscsi', name })
  }
  for (const name of nqn ?? []) {
    if (!/^nqn\.[!-~]{1,219}$/.test(name)) return refuse('9328', name)
    ports.push({ kind: 'nqn', name })
  }
  for (const name of fcwwpn ?? hbawwpn ?? []) {
    if (!/^[0-9A-Fa-f]{16}$/.test(name)) return refuse('5867', name)
    ports.push({ kind: 'fc', name: name.toUpperCase() })
  }
  return accept(ports)
}
