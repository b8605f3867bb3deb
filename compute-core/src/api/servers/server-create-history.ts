import { CloudError, invalid } from '#platform/errors'
import { type Fields, history } from '#platform/service/history'

/** What a request for a server looked like before. Newest first. */
export const serverCreateHistory = history([
  {
    since: '2.94',
    what: 'The host name may be a full domain name.',
    upgradeRequest: (server) => {
      const hostname = server['hostname']
      if (typeof hostname === 'string' && !/^(?=.{2,63}$)[a-zA-Z0-9]+[a-zA-Z0-9-]*[a-zA-Z0-9]+$/.test(hostname))
        throw invalid(
          'Invalid input for field/attribute hostname. It is one label of 2 to 63 letters, digits and hyphens before 2.94.',
          'hostname',
        )
      return server
    },
  },
  { since: '2.90', what: 'A server may be given its host name.', addsToRequest: ['hostname'] },
  {
    since: '2.74',
    what: 'Administrators may ask for a host.',
    addsToRequest: ['host', 'hypervisor_hostname'],
  },
  {
    since: '2.67',
    what: 'A volume made for a server may have a type.',
    upgradeRequest: (server) => refuseInside(server, 'block_device_mapping_v2', 'volume_type', '2.67'),
  },
  {
    since: '2.63',
    what: 'A server may trust only some image certificates.',
    addsToRequest: ['trusted_image_certificates'],
  },
  { since: '2.57', what: 'Files are not injected any more.' },
  { since: '2.52', what: 'A server may be made with tags.', addsToRequest: ['tags'] },
  {
    since: '2.42',
    what: 'Devices may have tags, again.',
    upgradeRequest: (server) =>
      refuseInside(refuseInside(server, 'networks', 'tag', '2.42'), 'block_device_mapping_v2', 'tag', '2.42'),
  },
  {
    since: '2.37',
    what: 'Networks must be asked for, if only with auto or none.',
    upgradeRequest: (server) => {
      refuseDeviceTags(server, 'networks')
      if (typeof server['networks'] === 'string')
        throw invalid('Invalid input for field/attribute networks. It is a list before 2.37.', 'networks')
      return 'networks' in server ? server : { ...server, networks: 'auto' }
    },
  },
  {
    since: '2.33',
    what: 'Disks may have no tags for a while.',
    upgradeRequest: (server) => refuseDeviceTags(server, 'block_device_mapping_v2'),
  },
  {
    since: '2.32',
    what: 'Devices may have tags.',
    upgradeRequest: (server) =>
      refuseInside(refuseInside(server, 'networks', 'tag', '2.32'), 'block_device_mapping_v2', 'tag', '2.32'),
  },
  {
    since: '2.19',
    what: 'Servers have a description.',
    addsToRequest: ['description'],
    // Before, the name doubled as the description; old clients must keep getting that.
    upgradeRequest: (server) => ({ ...server, description: server['name'] }),
  },
])

/** Refuses a field that the entries of a list had not yet. */
function refuseInside(server: Fields, list: string, field: string, since: string): Fields {
  if (hasInside(server, list, field))
    throw invalid(`Invalid input for field/attribute ${list}. ${field} is known from microversion ${since} on.`)
  return server
}

/** Tags were known from 2.32 on, then not, then again: what was right then is refused for what it is. */
function refuseDeviceTags(server: Fields, list: string): Fields {
  if (hasInside(server, list, 'tag'))
    throw new CloudError({
      kind: 'not-implemented',
      message: `Device tags are not built yet: leave tag out of ${list}.`,
    })
  return server
}

function hasInside(server: Fields, list: string, field: string): boolean {
  const entries = server[list]
  if (!Array.isArray(entries)) return false
  return entries.some((entry: unknown) => typeof entry === 'object' && entry !== null && field in entry)
}

/** What a change of a server looked like before. Newest first. */
export const serverUpdateHistory = history([
  {
    since: '2.104',
    what: 'A server can be pinned to its zone, or let go.',
    addsToRequest: ['pinned_availability_zone'],
  },
  { since: '2.94', what: 'The host name may be a full domain name.', upgradeRequest: (server) => asLabel(server) },
  { since: '2.90', what: 'The host name can be changed.', addsToRequest: ['hostname'] },
  { since: '2.19', what: 'Servers have a description.', addsToRequest: ['description'] },
])

const asLabel = (server: Fields): Fields =>
  serverCreateHistory.changes.find(({ since }) => since === '2.94')!.upgradeRequest!(server)
