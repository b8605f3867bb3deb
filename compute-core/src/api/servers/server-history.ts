import type { Server } from '#domain/server/server'
import { type Fields, history, only, without } from '#platform/service/history'
import type { Links } from '#platform/service/links'

/** What older views need besides the newest one. */
export interface ServerViewContext {
  server: Server
  links: Links
  /** Which answer it stands in: `GET` of one, a detailed list, or the answer to a `PUT` or a rebuild. */
  place: 'show' | 'detail' | 'update' | 'rebuild'
  /** The caller sees what only administrators see of a server. */
  seesExtended: boolean
}

const fieldsOfOldUpdate = [
  'OS-DCF:diskConfig',
  'accessIPv4',
  'accessIPv6',
  'addresses',
  'created',
  'description',
  'fault',
  'flavor',
  'hostId',
  'id',
  'image',
  'links',
  'locked',
  'locked_reason',
  'metadata',
  'name',
  'progress',
  'server_groups',
  'status',
  'tags',
  'tenant_id',
  'trusted_image_certificates',
  'updated',
  'user_id',
]

const withoutHostname = without('OS-EXT-SRV-ATTR:hostname')

const plainAddress = ({ addr, version }: Fields) => ({ addr, version })

/** What servers looked like before. Newest first; each step goes one version back. */
export const serverHistory = history<ServerViewContext>([
  { since: '2.100', what: 'Servers show their scheduler hints.', downgradeView: without('scheduler_hints') },
  {
    since: '2.98',
    what: "A server's image has its properties.",
    downgradeView: (view) => Object.assign(view, { image: withoutProperties(view['image']) }),
  },
  {
    since: '2.96',
    what: 'Servers show the zone that was asked for.',
    downgradeView: without('pinned_availability_zone'),
  },
  {
    since: '2.90',
    what: 'Everybody sees the host name of a server.',
    downgradeView: (view, { seesExtended }) => (seesExtended ? view : withoutHostname(view)),
  },
  {
    since: '2.75',
    what: 'The answer to an update or a rebuild shows the whole server.',
    downgradeView: (view, { place }) => {
      if (place === 'update') return asOldUpdate(view)
      return place === 'rebuild' ? asOldUpdate(view, ['key_name', 'user_data']) : view
    },
  },
  { since: '2.73', what: 'Servers say why they are locked.', downgradeView: without('locked_reason') },
  { since: '2.71', what: 'A server shows its server group.', downgradeView: without('server_groups') },
  {
    since: '2.63',
    what: 'Servers show their trusted image certificates.',
    downgradeView: without('trusted_image_certificates'),
  },
  // Only a rebuild's answer has it.
  { since: '2.57', what: 'The answer to a rebuild shows the user data.', downgradeView: without('user_data') },
  {
    since: '2.54',
    what: 'The answer to a rebuild shows the key.',
    downgradeView: (view, { place }) => (place === 'rebuild' ? without('key_name')(view) : view),
  },
  {
    since: '2.47',
    what: 'The flavor is shown as it was when the server got it.',
    // Before, it was only named, and may be gone by now.
    downgradeView: (view, { server, links }) =>
      Object.assign(view, {
        flavor: { id: server.flavorId, links: links.bookmark(`/flavors/${server.flavorId}`) },
      }),
  },
  { since: '2.26', what: 'Servers have tags.', downgradeView: without('tags') },
  { since: '2.19', what: 'Servers have a description.', downgradeView: without('description') },
  { since: '2.16', what: 'Servers show how their host is.', downgradeView: without('host_status') },
  { since: '2.9', what: 'Servers show whether they are locked.', downgradeView: without('locked') },
  {
    since: '2.3',
    what: 'Administrators see more attributes; volumes say whether they go with the server.',
    downgradeView: (view) => withoutDeletion(withoutAttributesOf23(view)),
  },
])

const withoutAttributesOf23 = without(
  ...['hostname', 'kernel_id', 'launch_index', 'ramdisk_id', 'reservation_id', 'root_device_name', 'user_data'].map(
    (name) => `OS-EXT-SRV-ATTR:${name}`,
  ),
)

const attached = 'os-extended-volumes:volumes_attached'

const withoutDeletion = (view: Fields): Fields =>
  attached in view ? Object.assign(view, { [attached]: (view[attached] as Fields[]).map(({ id }) => ({ id })) }) : view

const withoutProperties = (image: unknown): unknown =>
  typeof image === 'object' && image !== null ? { ...image, properties: undefined } : image

function asOldUpdate(view: Fields, more: readonly string[] = []): Fields {
  const addresses = Object.entries(view['addresses'] as Record<string, Fields[]>)
  return {
    ...only(...fieldsOfOldUpdate, ...more)(view),
    addresses: Object.fromEntries(addresses.map(([network, list]) => [network, list.map(plainAddress)])),
  }
}
