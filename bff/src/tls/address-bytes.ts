import { isIPv4 } from 'node:net'

/** The 4 or 16 bytes of an address. */
export function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number))
  // A URL has every IPv6 address in its shortest form, one with an IPv4 ending too.
  const [before = '', after] = new URL(`http://[${address.replace(/%.*/, '')}]`).hostname.slice(1, -1).split('::')
  const groups = (part: string) => part.split(':').filter(Boolean)
  const [head, tail] = [groups(before), groups(after ?? '')]
  const whole = [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail]
  return Buffer.from(whole.map((group) => group.padStart(4, '0')).join(''), 'hex')
}
