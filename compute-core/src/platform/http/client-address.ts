import type { OnBehalf } from './on-behalf.ts'
import { BlockList, isIP, isIPv4 } from 'node:net'

/** Where a request comes from, as the front door has found out and hands on to the apps in this process. */
export interface ClientEnv {
  clientAddress?: string | undefined
  /** Asked by another service of this cloud on behalf of its own caller, whose request was allowed as a whole. */
  isFromPeer?: boolean
  /** Asked by the cloud itself for this caller, who had asked for it: there is no token. */
  onBehalf?: OnBehalf
}

/** Whether an address is one of a list of addresses and networks (`10.0.0.0/8`). */
export type AddressList = (address: string) => boolean

/** The list of `entries`, each an address or a network. */
export function addressList(entries: readonly string[]): AddressList {
  const list = new BlockList()
  for (const entry of entries) {
    const [address, prefix] = entry.split('/') as [string, string | undefined]
    const family = isIPv4(address) ? 'ipv4' : 'ipv6'
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')
}

/** Whether a text is an address, or a network in CIDR notation. */
export function isAddressOrNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128))
}

/**
 * The address of the client whose connection ends at `peer`. `X-Forwarded-For` is believed only of a trusted proxy, and then the last
 * address that is no trusted proxy itself: what stands further left anybody may have written.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | null | undefined,
  isTrusted: AddressList,
): string | undefined {
  const direct = plainAddress(peer)
  if (direct === undefined || !forwardedFor || !isTrusted(direct)) return direct
  let client = direct
  for (const hop of forwardedFor.split(',').toReversed()) {
    const address = plainAddress(hop.trim())
    if (address === undefined || isIP(address) === 0) break
    client = address
    if (!isTrusted(address)) break
  }
  return client
}

/** `::ffff:10.0.0.1`, as a socket that takes both families has it, is 10.0.0.1; a scope (`%eth0`) is not part of the address. */
export const plainAddress = (address: string | undefined): string | undefined =>
  address?.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
