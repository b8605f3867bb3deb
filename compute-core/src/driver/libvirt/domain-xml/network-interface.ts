import type { GuestNic, GuestSpec } from '#driver/compute-driver'
import { element, type Element } from './element.ts'
import { imageChoice } from './image-choice.ts'
import type { Platform } from './platform.ts'
import { portFilter } from './port-filter.ts'

/** The guest's network cards; those on QEMU's user-mode network are in `user-network.ts`, where libvirt falls short. */
export function networkInterfaces(guest: GuestSpec, platform: Platform): Element[] {
  return guest.nics.flatMap((nic) => {
    if (nic.link.kind === 'bridge') return [bridged(nic, nic.link, imageChoice(guest, 'hw_vif_model'))]
    return platform.type === 'test' ? [emulatedByTest(nic)] : []
  })
}

function bridged(nic: GuestNic, link: GuestNic['link'] & { kind: 'bridge' }, model: string): Element {
  return element(
    'interface',
    { type: 'bridge' },
    element('mac', { address: nic.mac }),
    element('source', { bridge: link.bridge }),
    element('target', { dev: link.tap }),
    element('model', { type: model }),
    element('mtu', { size: nic.mtu }),
    // Nobody boots from the network here, and SeaBIOS would spend its time on the card's boot ROM.
    element('rom', { enabled: 'no' }),
    portFilter(nic),
  )
}

const emulatedByTest = ({ mac }: GuestNic): Element =>
  element('interface', { type: 'user' }, element('mac', { address: mac }))
