import type { GuestNic } from '#driver/compute-driver'
import { element, render, type Element } from './element.ts'

/** The name under which libvirt knows our anti-spoofing filter. */
export const portFilterName = 'kilonova-port'

// libvirt replaces a filter only by one of the same UUID.
const portFilterUuid = 'f2a9c1f4-6d0a-4c62-9d6e-3c2f6b8f4b1e'

/**
 * What a port may send: DHCP before it has an address, then IPv4 and ARP from its own MAC and addresses; and what it may
 * get: IPv4 and ARP. libvirt's stock `clean-traffic` promises the same with seven filters in chains of their own; this
 * one is flat, and a guest starts more than a second sooner.
 */
export function portFilterXml(): string {
  return render(
    element(
      'filter',
      { name: portFilterName, chain: 'root' },
      element('uuid', {}, portFilterUuid),
      rule('drop', 'out', -900, 'mac', { match: 'no', srcmacaddr: '$MAC' }),
      rule('accept', 'out', -800, 'ip', askForLease),
      rule('accept', 'out', -700, 'ip', { srcipaddr: '$IP' }),
      rule('accept', 'out', -600, 'arp', { arpsrcmacaddr: '$MAC', arpsrcipaddr: '$IP' }),
      // What QEMU sends for the guest after a migration, so that switches learn where it is.
      rule('accept', 'out', -500, 'mac', { protocolid: 'rarp' }),
      rule('accept', 'in', -500, 'mac', { protocolid: 'ipv4' }),
      rule('accept', 'in', -500, 'mac', { protocolid: 'arp' }),
      element('rule', { action: 'drop', direction: 'inout', priority: 1000 }),
    ),
  )
}

/** The port's part in it: the addresses it may speak with. */
export function portFilter({ fixedIps }: GuestNic): Element {
  const addresses = fixedIps.filter((address) => !address.includes(':'))
  // Without any, libvirt would watch the guest and trust the first address it uses.
  const allowed = addresses.length === 0 ? ['0.0.0.0'] : addresses
  return element(
    'filterref',
    { filter: portFilterName },
    ...allowed.map((value) => element('parameter', { name: 'IP', value })),
  )
}

const askForLease = {
  srcipaddr: '0.0.0.0',
  dstipaddr: '255.255.255.255',
  protocol: 'udp',
  srcportstart: 68,
  dstportstart: 67,
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
