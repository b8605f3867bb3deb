import type { GuestOptions } from '#domain/guest-options/guest-options'
import type { GuestNic, GuestSpec } from '#driver/compute-driver'
import { element, type Element } from './element.ts'
import type { Platform } from './platform.ts'
import { portFilter } from './port-filter.ts'

/** The guest's network cards; those on QEMU's user-mode network are in `user-network.ts`, where libvirt falls short. */
export function networkInterfaces(guest: GuestSpec, options: GuestOptions, platform: Platform): Element[] {
  return guest.nics.flatMap((nic) => {
    if (nic.link.kind === 'bridge') return [bridged(nic, nic.link, options, platform)]
    return platform.type === 'test' ? [emulatedByTest(nic)] : []
  })
}

type BridgeLink = GuestNic['link'] & { kind: 'bridge' }

function bridged(nic: GuestNic, link: BridgeLink, options: GuestOptions, platform: Platform): Element {
  return element(
    'interface',
    { type: 'bridge' },
    element('mac', { address: nic.mac }),
    element('source', { bridge: link.bridge }),
    element('target', { dev: link.tap }),
    element('model', { type: options.networkCards.model }),
    cardDriver(options, platform),
    element('mtu', { size: nic.mtu }),
    // Nobody boots from the network here, and SeaBIOS would spend its time on the card's boot ROM.
    element('rom', { enabled: 'no' }),
    bandwidth(options),
    portFilter(nic),
    nic.isDown ? element('link', { state: 'down' }) : undefined,
  )
}

const emulatedByTest = ({ mac }: GuestNic): Element =>
  element('interface', { type: 'user' }, element('mac', { address: mac }))

/** How host and card hand packets over, where that is not the usual; the kernel's own way in exists beside KVM only. */
function cardDriver({ networkCards }: GuestOptions, { type }: Platform): Element | undefined {
  const queues = networkCards.queues > 1 ? networkCards.queues : undefined
  const packed = networkCards.packedRing ? 'on' : undefined
  if (queues === undefined && packed === undefined) return undefined
  return element('driver', { name: queues && (type === 'kvm' ? 'vhost' : 'qemu'), queues, packed })
}

/** libvirt and the flavor both speak from the guest's side: inbound is what it gets. */
function bandwidth({ networkLimits: { inbound, outbound } }: GuestOptions): Element | undefined {
  if (inbound === undefined && outbound === undefined) return undefined
  return element('bandwidth', {}, inbound && element('inbound', inbound), outbound && element('outbound', outbound))
}
