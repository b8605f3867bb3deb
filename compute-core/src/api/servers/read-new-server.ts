import { z } from 'zod'
import type { NetworkRequest } from '#services/network/network-service'
import type { NetworkId, PortId } from '#platform/ids'
import { CloudError, invalid } from '#platform/errors'
import {
  base64Field,
  booleanField,
  descriptionField,
  hostField,
  integerField,
  ipField,
  ipv4Field,
  ipv6Field,
  nameField,
  tagField,
  uuidField,
} from '#platform/service/fields'
import { metadataField, personalityField, trustedCertificatesField } from '../server-fields.ts'
import { parseBody } from '#platform/service/read-as'
import type { RequestContext } from '../route.ts'
import { blockDevices, legacyBlockDevices, readBlockDevices, type ReadDevices } from './read-block-devices.ts'
import { hintsField } from './scheduler-hints.ts'
import { serverCreateHistory } from './server-create-history.ts'

const network = z.strictObject({
  uuid: uuidField.optional(),
  port: uuidField.nullish(),
  fixed_ip: ipField.optional(),
  tag: tagField.optional(),
})

/** A flavor may be named by its link. */
const lastOfPath = (ref: string) => ref.split('/').findLast((part) => part !== '') ?? ref

/** The flavor that a request names. */
export const flavorRefField = z.union([z.string().min(1).transform(lastOfPath), z.number().int().transform(String)])

const newServer = z.strictObject({
  name: nameField,
  imageRef: z.union([uuidField, z.literal('')]).optional(),
  flavorRef: flavorRefField,
  networks: z.union([z.enum(['auto', 'none'], 'It is auto, none or a list of networks.'), z.array(network)]),
  adminPass: z.string().optional(),
  metadata: metadataField.optional(),
  'OS-DCF:diskConfig': z.enum(['AUTO', 'MANUAL']).optional(),
  accessIPv4: ipv4Field.optional(),
  accessIPv6: ipv6Field.optional(),
  block_device_mapping: legacyBlockDevices.optional(),
  block_device_mapping_v2: blockDevices.optional(),
  config_drive: booleanField.optional(),
  min_count: integerField(1).optional(),
  max_count: integerField(1).optional(),
  return_reservation_id: booleanField.optional(),
  security_groups: z.array(z.strictObject({ name: nameField.optional() })).optional(),
  availability_zone: nameField.optional(),
  key_name: nameField.optional(),
  user_data: base64Field(65_535).optional(),
  description: descriptionField(255).optional(),
  tags: z.array(tagField).max(50).optional(),
  trusted_image_certificates: trustedCertificatesField.nullish(),
  host: hostField.optional(),
  hypervisor_hostname: hostField.optional(),
  hostname: hostField.optional(),
})

/** What of a server a template keeps: all but a password and disks, and nothing that it must have. */
export const templateServer = newServer
  .omit({
    adminPass: true,
    block_device_mapping: true,
    block_device_mapping_v2: true,
    return_reservation_id: true,
  })
  .partial()

// Files are not injected from 2.57 on: the field is gone there.
const newServerBefore257 = newServer.extend({ personality: personalityField.optional() })

const body = z.strictObject({
  server: z.looseObject({}),
  'os:scheduler_hints': hintsField.optional(),
  'OS-SCH-HNT:scheduler_hints': hintsField.optional(),
})

/** A request for servers, in the newest shape and all that can be said without looking anything up. */
export interface NewServerRequest extends ReadDevices {
  server: NewServerBody
  hints: Record<string, unknown>
  networks: 'auto' | 'none' | NetworkRequest[]
  minCount: number
  maxCount: number
}

/** The body of `POST /servers` in its newest shape. */
export const newServerBody = body.extend({ server: newServer })

/** How many servers one request makes, whatever the quota: all of them are written in one transaction, and the process is everybody's. */
const mostAtOnce = 1000

/** Reads the body of `POST /servers` at the request's version. */
export function readNewServer(given: unknown, context: RequestContext): NewServerRequest {
  const { server: old, ...around } = parseBody(body, given, context.legacy)
  const schema = context.since('2.57') ? newServer : newServerBefore257
  const server: NewServerBody = parseBody(
    schema,
    serverCreateHistory.upgradeRequest(context.version, old),
    context.legacy,
  )
  refuseWhatIsNotBuilt(server)
  const { minCount, maxCount } = countsOf(server)
  const networks = networksOf(server.networks)
  refuseForMany(server, networks, maxCount)
  return {
    server,
    minCount,
    maxCount,
    networks,
    ...readBlockDevices(server.imageRef, server.block_device_mapping_v2, server.block_device_mapping),
    hints: around['os:scheduler_hints'] ?? around['OS-SCH-HNT:scheduler_hints'] ?? {},
  }
}

/** Refuses what no server could be created with, whatever is added to the template. */
export function checkTemplateServer(server: z.output<typeof templateServer>): void {
  refuseWhatIsNotBuilt(server)
  refuseForMany(server, networksOf(server.networks ?? 'auto'), countsOf(server).maxCount)
}

/** What a request or a template says. */
type Told = z.output<typeof templateServer>

type NewServerBody = z.output<typeof newServerBefore257>

const notBuilt = (message: string) => new CloudError({ kind: 'not-implemented', message })

function refuseWhatIsNotBuilt(server: Told): void {
  const tagged = Array.isArray(server.networks) && server.networks.some(({ tag }) => tag !== undefined)
  if (tagged) throw notBuilt('Device tags are not built yet: leave tag out of networks.')
}

/** How many servers a request asks for: at least, and if there is room for them. */
export function countsOf(server: Pick<Told, 'min_count' | 'max_count'>): { minCount: number; maxCount: number } {
  const { min_count: minCount = 1, max_count: maxCount = minCount } = server
  if (minCount > mostAtOnce)
    throw invalid(`One request makes ${mostAtOnce} servers at most. Send several.`, 'min_count')
  if (maxCount < minCount) throw invalid('min_count must be <= max_count.', 'min_count')
  return { minCount, maxCount: Math.min(maxCount, mostAtOnce) }
}

/** What a request wants of the network. */
export function networksOf(networks: NewServerBody['networks']): NewServerRequest['networks'] {
  if (typeof networks === 'string') return networks
  if (networks.length === 0) return 'auto'
  const ports = networks.flatMap(({ port }) => port ?? [])
  if (new Set(ports).size < ports.length) throw invalid('A port may be named only once.', 'networks')
  return networks.map(({ uuid, port, fixed_ip }) => {
    if (!uuid && !port) throw invalid('Each of networks needs a uuid or a port.', 'networks')
    if (port && fixed_ip) throw invalid('A port brings its own address: leave fixed_ip out.', 'networks')
    return {
      ...(port ? { portId: port as PortId } : { networkId: uuid as NetworkId }),
      ...(fixed_ip && { fixedIp: fixed_ip }),
    }
  })
}

/** What only one server can have. */
function refuseForMany(server: Told, networks: NewServerRequest['networks'], count: number): void {
  if (count === 1) return
  if (server.hostname !== undefined) throw invalid('Many servers cannot have one hostname: leave it out.', 'hostname')
  if (typeof networks !== 'string' && networks.some(({ portId, fixedIp }) => portId ?? fixedIp))
    throw invalid('Many servers cannot share a port or a fixed_ip: name networks only.', 'networks')
}
