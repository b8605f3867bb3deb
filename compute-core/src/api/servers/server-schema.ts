import { z } from 'zod'
import { linksSchema } from '#platform/service/links'

const addressSchema = z.strictObject({
  addr: z.string(),
  version: z.literal([4, 6]),
  'OS-EXT-IPS:type': z.literal('fixed'),
  'OS-EXT-IPS-MAC:mac_addr': z.string(),
})

/** The addresses of a server by themselves, in a response. */
export const plainAddressesSchema = z.record(z.string(), z.array(addressSchema.pick({ addr: true, version: true })))

const imageSchema = z.strictObject({ id: z.string(), links: linksSchema, properties: z.record(z.string(), z.string()) })

const flavorSchema = z.strictObject({
  vcpus: z.number(),
  ram: z.number(),
  disk: z.number(),
  ephemeral: z.number(),
  swap: z.number(),
  original_name: z.string(),
  extra_specs: z.record(z.string(), z.string()).optional(),
})

const faultSchema = z.strictObject({
  code: z.number(),
  created: z.string(),
  message: z.string(),
  details: z.string().optional(),
})

/** What only administrators see of a server. */
const extended = {
  'OS-EXT-SRV-ATTR:host': z.string().nullable().optional(),
  'OS-EXT-SRV-ATTR:hypervisor_hostname': z.string().nullable().optional(),
  'OS-EXT-SRV-ATTR:instance_name': z.string().optional(),
  'OS-EXT-SRV-ATTR:kernel_id': z.string().optional(),
  'OS-EXT-SRV-ATTR:launch_index': z.number().optional(),
  'OS-EXT-SRV-ATTR:ramdisk_id': z.string().optional(),
  'OS-EXT-SRV-ATTR:reservation_id': z.string().optional(),
  'OS-EXT-SRV-ATTR:root_device_name': z.string().nullable().optional(),
  'OS-EXT-SRV-ATTR:user_data': z.string().nullable().optional(),
  host_status: z.enum(['', 'UP', 'DOWN', 'MAINTENANCE', 'UNKNOWN']).optional(),
}

/** A server in the detailed list. */
export const listedServerSchema = z.strictObject({
  /** With kilonova:names, which is Kilonova's own. */
  'kilonova:names': z
    .strictObject({ image: z.string().nullable(), project: z.string().nullable(), user: z.string().nullable() })
    .optional(),
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  tenant_id: z.string(),
  user_id: z.string(),
  metadata: z.record(z.string(), z.string()),
  tags: z.array(z.string()),
  created: z.string(),
  updated: z.string(),
  locked: z.boolean(),
  locked_reason: z.string().nullable(),
  links: linksSchema,
  status: z.string(),
  hostId: z.string(),
  progress: z.number().optional(),
  fault: faultSchema.optional(),
  addresses: z.record(z.string(), z.array(addressSchema)),
  image: z.union([imageSchema, z.literal('')]),
  flavor: flavorSchema,
  accessIPv4: z.string(),
  accessIPv6: z.string(),
  key_name: z.string().nullable(),
  config_drive: z.enum(['True', '']),
  security_groups: z.array(z.strictObject({ name: z.string() })),
  scheduler_hints: z.record(z.string(), z.unknown()),
  pinned_availability_zone: z.string().nullable(),
  trusted_image_certificates: z.array(z.string()).nullable(),
  'OS-DCF:diskConfig': z.enum(['AUTO', 'MANUAL']),
  'OS-EXT-AZ:availability_zone': z.string(),
  'OS-EXT-SRV-ATTR:hostname': z.string(),
  'OS-EXT-STS:vm_state': z.string(),
  'OS-EXT-STS:task_state': z.string().nullable(),
  'OS-EXT-STS:power_state': z.number(),
  'OS-SRV-USG:launched_at': z.string().nullable(),
  'OS-SRV-USG:terminated_at': z.string().nullable(),
  'os-extended-volumes:volumes_attached': z.array(
    z.strictObject({ id: z.string(), delete_on_termination: z.boolean() }),
  ),
  ...extended,
})

/** A server by itself in a response. */
export const serverSchema = listedServerSchema
  .omit({ 'kilonova:names': true })
  .extend({ server_groups: z.array(z.string()) })

/** A server in the answer to its rebuild. */
export const rebuiltServerSchema = serverSchema
  .omit({ 'OS-EXT-SRV-ATTR:user_data': true })
  .extend({ user_data: z.string().nullable(), adminPass: z.string() })

/** A server in the short list. */
export const briefServerSchema = listedServerSchema.pick({ id: true, name: true, links: true })

/** A server in the answer that made it. */
export const newServerSchema = listedServerSchema
  .pick({ id: true, links: true, 'OS-DCF:diskConfig': true, security_groups: true })
  .extend({ adminPass: z.string() })

/** A server in the detailed list. */
export type ListedServerView = z.output<typeof listedServerSchema>

/** A server by itself in a response. */
export type ServerView = z.output<typeof serverSchema>
