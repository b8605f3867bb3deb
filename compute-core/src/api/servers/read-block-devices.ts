import { z } from 'zod'
import { CloudError, invalid } from '#platform/errors'
import { booleanField, integerField, tagField, uuidField } from '#platform/service/fields'

const device = z.strictObject({
  virtual_name: z.string().max(255).optional(),
  volume_id: uuidField.optional(),
  snapshot_id: uuidField.optional(),
  volume_size: integerField(1).optional(),
  device_name: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[a-zA-Z0-9._/-]*$/, 'It must be the name of a device.')
    .optional(),
  delete_on_termination: booleanField.optional(),
  no_device: z.unknown().optional(),
  connection_info: z.string().optional(),
  source_type: z.enum(['volume', 'image', 'snapshot', 'blank']).optional(),
  uuid: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[a-zA-Z0-9._-]*$/, 'It must be an id.')
    .optional(),
  image_id: uuidField.optional(),
  destination_type: z.enum(['local', 'volume']).optional(),
  guest_format: z.string().max(255).optional(),
  device_type: z.string().max(255).optional(),
  disk_bus: z.string().max(255).optional(),
  boot_index: z.union([z.number().int(), z.string().regex(/^-?\d+$/, 'It must be a whole number.')]).nullish(),
  tag: tagField.optional(),
  volume_type: z.string().max(255).nullish(),
})

const legacyDevice = device.pick({
  virtual_name: true,
  volume_id: true,
  snapshot_id: true,
  volume_size: true,
  device_name: true,
  delete_on_termination: true,
  no_device: true,
  connection_info: true,
})

/** The same in the words of the first version of it, which knew volumes only. */
export const legacyBlockDevices = z.array(legacyDevice)

/** A server's disks, as a request may describe them. */
export const blockDevices = z.array(device)

type Device = z.output<typeof device>

/** The disks that a request describes besides the root disk: empty ones, for swap or for data. */
export type BlankDisk = Pick<Device, 'guest_format' | 'volume_size' | 'disk_bus' | 'device_type'>

export interface ReadDevices {
  /** What the root disk is made from. */
  imageId: string
  blanks: readonly BlankDisk[]
  /** All of them, the root disk included, as far as they were described. */
  locals: readonly BlankDisk[]
}

const maxLocalDevices = 3

/** The disks of a new server, or why they cannot be: all of them are local, for there are no volumes. */
export function readBlockDevices(
  imageRef: string | undefined,
  given: readonly Device[] = [],
  legacy: readonly unknown[] = [],
): ReadDevices {
  if (legacy.length > 0 && given.length > 0)
    throw wrong('Using different block_device_mapping syntaxes is not allowed in the same request.')
  if (legacy.length > 0) throw noVolumes()
  const devices = given.filter(({ no_device: no }) => no === undefined || no === null || no === false)
  devices.forEach(refuseDevice)
  refuseBootOrder(devices)
  if (devices.length > maxLocalDevices)
    throw wrong(`A server has at most ${maxLocalDevices} local disks, ${devices.length} were described.`)
  return {
    imageId: rootImageOf(imageRef, devices),
    blanks: devices.filter(({ source_type: source }) => source === 'blank'),
    locals: devices,
  }
}

const wrong = (why: string) => invalid(`Block Device Mapping is Invalid: ${why}`, 'block_device_mapping_v2')
const noVolumes = () =>
  new CloudError({
    kind: 'not-implemented',
    message: 'There are no volumes in this cloud: boot from an image, and describe local disks only.',
  })

function refuseDevice(device: Device): void {
  const { source_type: source, destination_type: destination, uuid, tag, boot_index, volume_type } = device
  if (source === undefined) throw wrong('each device needs a source_type.')
  if (source === 'blank' && uuid !== undefined) throw wrong('a blank disk is made from nothing: leave uuid out.')
  // Nova makes volumes of whatever is not blank, unless it is told otherwise.
  const isLocal = (destination ?? (source === 'blank' ? 'local' : 'volume')) === 'local'
  if (!isLocal) throw noVolumes()
  if (volume_type) throw wrong('a local disk has no volume_type: leave it out.')
  if (source === 'volume' || source === 'snapshot') throw wrong(`mapping ${source} to local is not supported.`)
  if (source === 'image' && Number(boot_index ?? -1) !== 0) throw wrong('only the root disk is made from an image.')
  if (tag !== undefined)
    throw new CloudError({
      kind: 'not-implemented',
      message: 'Disks have no tags here: leave tag out of block_device_mapping_v2.',
    })
}

/** Who has a place in the boot order counts from 0, without gaps. */
function refuseBootOrder(devices: readonly Device[]): void {
  const order = devices.map(({ boot_index }) => Number(boot_index ?? -1)).filter((index) => index >= 0)
  if (order.toSorted((a, b) => a - b).some((index, place) => index !== place))
    throw wrong('the boot sequence is not valid. Number boot_index 0, 1, 2, each once.')
}

function rootImageOf(imageRef: string | undefined, devices: readonly Device[]): string {
  const root = devices.find(({ boot_index }) => Number(boot_index ?? -1) === 0)
  if (root?.source_type === 'blank') throw wrong('nothing can be booted from a blank disk.')
  const described = root && (root.uuid ?? root.image_id)
  if (root && !described) throw wrong('name the image of the root disk with uuid.')
  if (described && imageRef && described !== imageRef)
    throw invalid('The block device and imageRef must name the same image.', 'block_device_mapping_v2')
  const imageId = described ?? imageRef
  if (!imageId) throw invalid('Invalid imageRef provided. Name the image to boot from.', 'imageRef')
  return imageId
}
