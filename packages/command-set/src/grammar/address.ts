import { accept, refuse } from '../system/outcome.ts'
import type { Outcome } from '../system/outcome.ts'

/** IPv4, IPv6 or a domain name. The outcome is the text as given. */
export function readAddress(text: string): Outcome<string> {
  const valid = text.includes(':') ? isIpv6(text)
    : /^[0-9.]+$/.test(text) ? isIpv4(text)
      : isDomainName(text)
  return valid ? accept(text) : refuse('7402', text)
}

const isIpv4 = (text: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) <= 255)

/** RFC 4291 section 2.2: eight groups, one `::` for some of them, perhaps an IPv4 tail. */
function isIpv6(text: string): boolean {
  const halves = text.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const tail = groups.at(-1) ?? ''
  const hasIpv4 = tail.includes('.')
  if (hasIpv4 && (!isIpv4(tail) || text.endsWith('::'))) return false
  const hex = hasIpv4 ? groups.slice(0, -1) : groups
  if (!hex.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false
  const count = hex.length + (hasIpv4 ? 2 : 0)
  return halves.length === 2 ? count < 8 : count === 8
}

/** RFC 1123 section 2.1: labels of 1-63 letters, digits and hyphens. */
const isDomainName = (text: string): boolean =>
  text.length <= 253
  && text.split('.').every((label) => /^(?!-)[A-Za-z0-9-]{1,63}(?<!-)$/.test(label))

/** An address as views show it: IPv6 with all its groups, anything else as it is. */
export function showAddress(address: string): string {
  if (!address.includes(':')) return address
  const hex = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map(Number)
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
  })
  const [head = '', tail] = hex.split('::')
  const groups = (half: string) => (half === '' ? [] : half.split(':'))
  const [first, last] = [groups(head), groups(tail ?? '')]
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length
  return [...first, ...Array.from({ length: zeros }, () => '0'), ...last]
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':')
}
