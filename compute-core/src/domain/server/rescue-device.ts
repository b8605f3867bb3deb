import { invalid } from '#platform/errors'

const devices = ['disk', 'cdrom', 'floppy'] as const
const buses = ['virtio', 'scsi', 'sata', 'ide', 'usb', 'fdc'] as const

/** What a rescue image is attached as when it asks for a rescue that keeps the server's own devices. */
export interface RescueDevice {
  device: (typeof devices)[number]
  /** Without one it is on the bus that such a device is on anyway. */
  bus?: (typeof buses)[number]
}

/**
 * How a rescue image wants to be attached, from its properties; undefined for one that takes the place of the server's own disks.
 * Refuses what no host can do: images are made by users.
 */
export function rescueDevice(properties: Readonly<Record<string, string>>): RescueDevice | undefined {
  const { hw_rescue_device: device, hw_rescue_bus: bus } = properties
  if (device === undefined && bus === undefined) return undefined
  return {
    device: oneOf(devices, 'hw_rescue_device', device ?? 'disk'),
    ...(bus !== undefined && { bus: oneOf(buses, 'hw_rescue_bus', bus) }),
  }
}

function oneOf<Choice extends string>(choices: readonly Choice[], property: string, wanted: string): Choice {
  const found = choices.find((choice) => choice === wanted)
  if (found !== undefined) return found
  throw invalid(
    `The rescue image's ${property} is ${wanted}; a server can be rescued with ${choices.join(', ')}. Change the image's property.`,
    property,
  )
}
