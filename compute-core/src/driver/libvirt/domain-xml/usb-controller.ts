import type { GuestOptions } from '#domain/guest-options/guest-options'
import type { GuestSpec } from '#driver/compute-driver'
import { element, type Element } from './element.ts'

/**
 * The USB controller: libvirt's own choice where something is on it. An idle one keeps an emulated guest busy, so one
 * without anything on it is there only for images that name it.
 */
export function usbController({ disks }: GuestSpec, options: GuestOptions): Element | undefined {
  const { input, sound, diskBus, cdromBus, usbModel } = options
  const busOf = (device: string) => (device === 'disk' ? diskBus : device === 'cdrom' ? cdromBus : 'fdc')
  const buses = [input.tabletBus, input.keyboardBus, sound, ...disks.map(({ bus, device }) => bus ?? busOf(device))]
  return buses.includes('usb') ? undefined : element('controller', { type: 'usb', model: usbModel ?? 'none' })
}
