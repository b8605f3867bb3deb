import { guestOptions } from '#domain/guest-options/guest-options'
import type { GuestNic, GuestSpec } from '#driver/compute-driver'
import { optionSource } from './domain-xml.ts'
import { render } from './element.ts'
import { networkInterfaces } from './network-interface.ts'
import type { Platform } from './platform.ts'

/** One network card of the guest by itself, as its definition has it; undefined for one that libvirt does not know of. */
export function networkCardXml(guest: GuestSpec, nic: GuestNic, platform: Platform): string | undefined {
  const [card] = networkInterfaces({ ...guest, nics: [nic] }, guestOptions(optionSource(guest)), platform)
  return card && render(card)
}
