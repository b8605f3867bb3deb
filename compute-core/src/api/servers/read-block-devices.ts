import { z } from 'zod'
import { CloudError, invalid } from '#platform/errors'
import { booleanField, integerField, tagField, uuidField } from '../fields.ts'

const device = z.strictObject({
  virtual_name: z.string().max(255).optional(),
  volume_id: uuidField.optional(),
  snapshot_id: uuidField.optional(),
  volume_size: integerField(1).optional(),
  device_name: z.string().min(1).max(255).optional(),
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

/** A server's disks, as a request may describe them. */
export const blockDevices = z.array(device)

/** The image that a server boots from; the only disk that can be described so far is the root disk made from it. */
export function bootImageOf(imageRef: string | undefined, devices: z.output<typeof blockDevices> = []): string {
  const [root, ...more] = devices
  if (!root) {
    if (imageRef) return imageRef
    throw invalid('Invalid imageRef provided. Name the image to boot from.', 'imageRef')
  }
  const plain =
    more.length === 0 &&
    root.source_type === 'image' &&
    root.destination_type === 'local' &&
    Number(root.boot_index) === 0
  if (!plain || root.tag !== undefined)
    throw new CloudError({
      kind: 'not-implemented',
      message: 'Volumes and extra disks are not built yet: boot from an image (imageRef, without block devices).',
    })
  const imageId = root.uuid ?? root.image_id
  if (!imageId || (imageRef && imageRef !== imageId))
    throw invalid('The block device and imageRef must name the same image.', 'block_device_mapping_v2')
  return imageId
}
