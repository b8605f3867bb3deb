import type { GuestNic, PortFilter } from '#driver/compute-driver'
import { element, render, type Element } from './element.ts'

interface FilterDefinition {
  /** The name under which libvirt knows our filter. */
  name: string
  /** libvirt replaces a filter only by one of the same UUID. */
  uuid: string
  rules: readonly Element[]
}

const askForLease = { protocol: 'udp', srcportstart: 68, dstportstart: 67 }

/** Who a port may claim to be, whatever else it may do: a MAC address of another is dropped, and so are answers of a DHCP server. */
const identity = [
  rule('drop', 'out', -900, 'mac', { match: 'no', srcmacaddr: '$MAC' }),
  rule('accept', 'out', -890, 'ip', { srcipaddr: '0.0.0.0', dstipaddr: '255.255.255.255', ...askForLease }),
  // A guest never leases out addresses to others: its network has its own DHCP. IPv6 router advertisements go with all of IPv6.
  rule('drop', 'out', -880, 'ip', { protocol: 'udp', srcportstart: 67 }),
  rule('drop', 'out', -880, 'ip', { protocol: 'udp', dstportstart: 68 }),
  // Each address with the one MAC: lists in one rule go side by side by themselves, and a port with two addresses would have no filter at all.
  rule('accept', 'out', -600, 'arp', { arpsrcmacaddr: '$MAC', arpsrcipaddr: '$IP[@1]' }),
  // What QEMU sends for the guest after a migration, so that switches learn where it is.
  rule('accept', 'out', -500, 'mac', { protocolid: 'rarp' }),
  rule('accept', 'in', -500, 'mac', { protocolid: 'arp' }),
]

const nothingElse = element('rule', { action: 'drop', direction: 'inout', priority: 1000 })

/**
 * What a port may send: DHCP before it has an address, then IPv4 and ARP from its own MAC and addresses; and what it may
 * get: IPv4 and ARP. libvirt's stock `clean-traffic` promises the same with seven filters in chains of their own; these
 * are flat, and a guest starts more than a second sooner. A port in no security group keeps its lease, and that is all.
 */
const definitions: Readonly<Record<Exclude<PortFilter, 'off'>, FilterDefinition>> = {
  open: {
    name: 'kilonova-port',
    uuid: 'f2a9c1f4-6d0a-4c62-9d6e-3c2f6b8f4b1e',
    rules: [
      ...identity,
      rule('accept', 'out', -700, 'ip', { srcipaddr: '$IP' }),
      rule('accept', 'in', -500, 'mac', { protocolid: 'ipv4' }),
      nothingElse,
    ],
  },
  closed: {
    name: 'kilonova-port-closed',
    uuid: '0f7c3f1e-5a63-4d6d-8c57-0a4d4f0c9a52',
    rules: [
      ...identity,
      rule('accept', 'out', -700, 'ip', { srcipaddr: '$IP', ...askForLease }),
      rule('accept', 'in', -500, 'ip', { protocol: 'udp', srcportstart: 67, dstportstart: 68 }),
      nothingElse,
    ],
  },
}

/** The filters that ports refer to, as libvirt is told them. */
export const portFilterXmls = (): readonly string[] =>
  Object.values(definitions).map(({ name, uuid, rules }) =>
    render(element('filter', { name, chain: 'root' }, element('uuid', {}, uuid), ...rules)),
  )

/** The port's part in it: which filter, and the addresses that it may speak with; undefined for a port that lets through everything. */
export function portFilter({ fixedIps, filter = 'open' }: Pick<GuestNic, 'fixedIps' | 'filter'>): Element | undefined {
  if (filter === 'off') return undefined
  const addresses = fixedIps.filter((address) => !address.includes(':'))
  // Without any, libvirt would watch the guest and trust the first address it uses.
  const allowed = addresses.length === 0 ? ['0.0.0.0'] : addresses
  return element(
    'filterref',
    { filter: definitions[filter].name },
    ...allowed.map((value) => element('parameter', { name: 'IP', value })),
  )
}

function rule(
  action: 'accept' | 'drop',
  direction: 'in' | 'out' | 'inout',
  priority: number,
  protocol: string,
  match: Element['attributes'],
): Element {
  return element('rule', { action, direction, priority }, element(protocol, match))
}
