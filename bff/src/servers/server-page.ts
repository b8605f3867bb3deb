import type { CloudClient } from '../cloud/cloud-client.ts'
import type { ServerGroupView } from '@kilonova/compute-core/api/server-groups/server-group-schema'
import type { ServerView } from '@kilonova/compute-core/api/servers/server-schema'
import { imageNameOf } from '../resources/list-images.ts'
import type { Session } from '../request/session.ts'
import { metadataRefusalOf, editRefusalOf, refusalsOf } from '../resources/server-refusals.ts'
import { serverTimeline } from './server-timeline.ts'
import { asUtc, serverView } from '../resources/server-view.ts'

/** Everything one server's page shows, in one response: the server, its fault and its action log. */
export async function serverPage(cloud: CloudClient, serverId: string, session: Session) {
  const [{ server }, actions] = await Promise.all([
    cloud.read<{ server: ServerView }>('compute', `/servers/${encodeURIComponent(serverId)}`),
    serverTimeline(cloud, serverId, session),
  ])
  const [imageName, group] = await Promise.all([imageNameOf(cloud, server), groupOf(cloud, server)])
  return {
    server: {
      ...serverView(server, imageName),
      refusals: refusalsOf(server, session),
      ...factsOf(server, session),
      group,
    },
    fault: faultOf(server, actions.find((action) => action.outcome === 'failed')?.requestId ?? null),
    actions,
  }
}

/** The group that a server is in; without its name where it has been deleted meanwhile. */
async function groupOf(cloud: CloudClient, { server_groups: [id] }: ServerView) {
  if (id === undefined) return null
  const found = cloud.read<{ server_group: ServerGroupView }>('compute', `/os-server-groups/${encodeURIComponent(id)}`)
  return found.then(
    ({ server_group: { name, policy } }) => ({ id, name, policy }),
    () => ({ id, name: null, policy: null }),
  )
}

const factsOf = (server: ServerView, session: Session) => ({
  description: server.description,
  updatedAt: server.updated,
  zone: server['OS-EXT-AZ:availability_zone'],
  host: server['OS-EXT-SRV-ATTR:host'] ?? null,
  /** Told to administrators. */
  hostStatus: server.host_status ?? null,
  hostId: server.hostId,
  /** Where it was asked to be. */
  asked: { zone: server.pinned_availability_zone, hints: server.scheduler_hints },
  domainName: server['OS-EXT-SRV-ATTR:instance_name'] ?? null,
  hostname: server['OS-EXT-SRV-ATTR:hostname'],
  configDrive: server.config_drive === 'True',
  metadata: server.metadata,
  tags: server.tags,
  /** Why this person cannot change its name, hostname, description and tags; null when they can. */
  editRefusal: editRefusalOf(session) ?? null,
  /** The same for its metadata, which a lock and some states rule out. */
  metadataRefusal: metadataRefusalOf(server, session) ?? null,
  projectId: server.tenant_id,
  owner: { id: server.user_id, name: server.user_id === session.user.id ? session.user.name : null },
})

/** Nova's fault has no request id; the one of the action that failed last is the one to search the log for. */
const faultOf = ({ fault }: ServerView, requestId: string | null) =>
  fault
    ? { code: fault.code, message: fault.message, details: fault.details ?? null, at: asUtc(fault.created), requestId }
    : null
