import type { GuestOptions } from '#domain/guest-options/guest-options'
import type { GuestSpec } from '#driver/compute-driver'
import { element, type Element } from './element.ts'
import type { Platform } from './platform.ts'

/** The namespace that lets a domain carry arguments for QEMU itself. */
export const qemuNamespace = 'http://libvirt.org/schemas/domain/qemu/1.0'

/** The slot above it is taken on q35. */
const highestFreeSlot = 0x1e

/**
 * User-mode network cards as arguments for QEMU: libvirt's own element for them can choose the network but not the address
 * that QEMU leases out, and the guest must get exactly the one the API reports. This network has one queue and no limits.
 */
export function userNetworks(
  guest: GuestSpec,
  { networkCards }: GuestOptions,
  { type }: Platform,
): Element | undefined {
  if (type === 'test') return undefined
  const cards = guest.nics.flatMap(({ mac, link, filter, isDown }, index) => {
    if (link.kind !== 'user') return []
    const id = `user-network-${index}`
    // Who is in no group, or switched off, gets a lease and reaches nobody.
    const isClosed = filter === 'closed' || isDown
    const restrict = isClosed && { restrict: 'on' }
    const network = options('user', { id, net: link.cidr, dhcpstart: link.address, ...restrict })
    // From the top: libvirt does not know of these cards and gives out the PCI slots from below.
    const addr = `0x${(highestFreeSlot - index).toString(16)}`
    const packed = networkCards.packedRing && { packed: 'on' }
    const card = options(deviceOf(networkCards.model), { netdev: id, mac, addr, romfile: '', ...packed })
    return ['-netdev', network, '-device', card]
  })
  if (cards.length === 0) return undefined
  return element('qemu:commandline', {}, ...cards.map((value) => element('qemu:arg', { value })))
}

const deviceOf = (model: string) => (model === 'virtio' ? 'virtio-net-pci' : model)

const options = (kind: string, values: Readonly<Record<string, string>>): string =>
  // QEMU separates options by commas and wants one that is meant as such doubled.
  [kind, ...Object.entries(values).map(([name, value]) => `${name}=${value.replaceAll(',', ',,')}`)].join(',')
