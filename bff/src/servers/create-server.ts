import { z } from 'zod'
import type { CloudClient } from '../cloud/cloud-client.ts'
import { toBase64, userData } from './server-wish.ts'

const text = z.string().trim().min(1)
/** A network's address, or a port that is there already. */
const card = z.union([z.strictObject({ networkId: text }), z.strictObject({ portId: text })])

/** What the create form sends. */
export const newServer = z.strictObject({
  name: z.string().trim().min(1, 'Give the server a name.').max(255),
  imageId: z.string().min(1, 'Choose an image.'),
  flavorId: z.string().min(1, 'Choose a flavor.'),
  keyName: text.optional(),
  networks: z.union([z.enum(['auto', 'none']), z.array(card).min(1)]).default('auto'),
  userData: userData.optional(),
  count: z.number().int().min(1).max(100).default(1),
  description: text.max(255).optional(),
  hostname: text.max(255).optional(),
  adminPassword: text.max(255).optional(),
  configDrive: z.boolean().default(false),
  zone: text.optional(),
  /** An administrator's choice of the host. */
  host: text.optional(),
  groupId: text.optional(),
  tags: z.array(text.max(60)).max(50).default([]),
  metadata: z.record(text.max(255), z.string().max(255)).default({}),
  /** For the scheduler, beside the group: same_host, different_host, query … */
  hints: z.record(text, z.unknown()).default({}),
})

type NewServer = z.infer<typeof newServer>

/** Asks for one server, or several of a kind; answers with the first one's id. */
export async function createServer(cloud: CloudClient, wish: NewServer): Promise<{ id: string }> {
  const hints = { ...wish.hints, ...(wish.groupId ? { group: wish.groupId } : {}) }
  const { server } = await cloud.read<{ server: { id: string } }>('compute', '/servers', {
    method: 'POST',
    json: { server: serverBody(wish), ...(isEmpty(hints) ? {} : { 'os:scheduler_hints': hints }) },
  })
  return { id: server.id }
}

const serverBody = (wish: NewServer) => ({
  name: wish.name,
  imageRef: wish.imageId,
  flavorRef: wish.flavorId,
  networks: typeof wish.networks === 'string' ? wish.networks : wish.networks.map(cardBody),
  ...(wish.count > 1 ? { min_count: wish.count, max_count: wish.count } : {}),
  ...(wish.configDrive ? { config_drive: true } : {}),
  ...given('key_name', wish.keyName),
  ...given('user_data', wish.userData && toBase64(wish.userData)),
  ...given('description', wish.description),
  ...given('hostname', wish.hostname),
  ...given('adminPass', wish.adminPassword),
  ...given('availability_zone', wish.zone),
  ...given('host', wish.host),
  ...(wish.tags.length > 0 ? { tags: wish.tags } : {}),
  ...(isEmpty(wish.metadata) ? {} : { metadata: wish.metadata }),
})

const cardBody = (wanted: z.infer<typeof card>) =>
  'portId' in wanted ? { port: wanted.portId } : { uuid: wanted.networkId }

const given = (field: string, value: string | undefined) => (value ? { [field]: value } : {})

const isEmpty = (record: object): boolean => Object.keys(record).length === 0
