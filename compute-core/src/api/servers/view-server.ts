import { instanceName } from '#domain/server/server-names'
import { hostIdOf } from '#domain/server/host-id'
import { powerStates } from '#domain/server/power-state'
import type { Server } from '#domain/server/server'
import { statusesWithProgress, statusOf } from '#domain/server/status'
import { isoMicros, isoSeconds } from '#platform/clock'
import type { Fields } from '#platform/service/history'
import type { HostState, StoredServer } from '#store/server-row'
import type { RequestContext } from '../route.ts'
import { serverHistory, type ServerViewContext } from './server-history.ts'
import { viewAddresses } from './view-addresses.ts'

/** What this caller may see of servers, found out once for a whole list. */
export interface ServerViewer {
  context: RequestContext
  seesExtended: boolean
  /** Of those who see the extended attributes. */
  seesUserData: boolean
  seesFlavorSpecs: boolean
  /** Undefined where the caller does not see how hosts are. */
  hostStatus: ((host: HostState | null) => string) | undefined
}

const standardProperty = /^(hw_|img_|os_|trait:)|^(architecture|auto_disk_config|hypervisor_type|vm_mode)$/

/** A server as this caller at this version sees it. */
export function viewServer(server: StoredServer, viewer: ServerViewer, place: ServerViewContext['place']): Fields {
  const { context, seesExtended } = viewer
  const view = {
    ...identity(server, context),
    ...state(server, context),
    ...parts(server, viewer),
    ...extended(server, viewer),
    ...(viewer.hostStatus && { host_status: viewer.hostStatus(server.host) }),
    ...(place !== 'detail' && { server_groups: server.serverGroupId === null ? [] : [server.serverGroupId] }),
    ...(place === 'rebuild' && { user_data: server.userData, 'OS-EXT-SRV-ATTR:user_data': undefined }),
  }
  return serverHistory.downgradeView(context.version, view, { server, links: context.links, place, seesExtended })
}

/** A server as the short list has it. */
export const viewServerBriefly = (server: Server, context: RequestContext): Fields => ({
  id: server.id,
  name: server.name,
  links: context.links.both(`/servers/${server.id}`),
})

const identity = (server: Server, { links }: RequestContext) => ({
  id: server.id,
  name: server.name,
  description: server.description,
  tenant_id: server.projectId,
  user_id: server.userId,
  metadata: server.metadata,
  tags: server.tags,
  created: isoSeconds(server.createdAt),
  updated: isoSeconds(server.updatedAt),
  locked: server.lockedBy !== null,
  locked_reason: server.lockedReason,
  links: links.both(`/servers/${server.id}`),
})

function state(server: Server, { caller }: RequestContext): Fields {
  const status = statusOf(server)
  return {
    status,
    hostId: hostIdOf(server.projectId, server.hostName),
    'OS-EXT-STS:vm_state': server.vmState,
    'OS-EXT-STS:task_state': server.taskState,
    'OS-EXT-STS:power_state': powerStates[server.powerState],
    'OS-SRV-USG:launched_at': server.launchedAt && isoMicros(server.launchedAt),
    'OS-SRV-USG:terminated_at': server.terminatedAt && isoMicros(server.terminatedAt),
    ...(statusesWithProgress.has(status) && { progress: server.progress }),
    ...((status === 'ERROR' || status === 'DELETED') &&
      server.fault && { fault: viewFault(server.fault, caller.seesAll) }),
  }
}

/** What happened inside is for administrators. Of what was the caller's own doing they are told the whole sentence, the first of the details. */
function viewFault({ code, createdAt, message, details }: NonNullable<Server['fault']>, seesAll: boolean): Fields {
  const seen = seesAll ? details : code === 500 ? null : (details?.split('\n')[0] ?? null)
  return {
    code,
    created: isoSeconds(createdAt),
    message: message.slice(0, 255),
    ...(seen !== null && { details: seen }),
  }
}

/** Whether it has ports, and none of them is in a security group. */
const isInNoGroup = ({ networkInfo }: Server): boolean =>
  networkInfo.length > 0 && networkInfo.every(({ filter = 'open' }) => filter !== 'open')

const parts = (server: Server, { context, seesFlavorSpecs }: ServerViewer): Fields => ({
  addresses: viewAddresses(server),
  image: viewImage(server, context),
  flavor: {
    vcpus: server.flavor.vcpus,
    ram: server.flavor.ramMb,
    disk: server.flavor.diskGb,
    ephemeral: server.flavor.ephemeralGb,
    swap: server.flavor.swapMb,
    original_name: server.flavor.name,
    ...(seesFlavorSpecs && { extra_specs: server.flavor.extraSpecs }),
  },
  accessIPv4: server.accessIpV4 ?? '',
  accessIPv6: server.accessIpV6 ?? '',
  key_name: server.keyName,
  config_drive: server.configDrive ? 'True' : '',
  security_groups: isInNoGroup(server) ? [] : [{ name: 'default' }],
  scheduler_hints: server.schedulerHints,
  pinned_availability_zone: server.pinnedZone,
  trusted_image_certificates: server.trustedCerts,
  'OS-DCF:diskConfig': server.diskConfig,
  'OS-EXT-AZ:availability_zone': server.availabilityZone ?? '',
  'OS-EXT-SRV-ATTR:hostname': server.hostname,
  'os-extended-volumes:volumes_attached': [],
})

const extended = (server: Server, { seesExtended, seesUserData }: ServerViewer): Fields =>
  seesExtended
    ? {
        'OS-EXT-SRV-ATTR:host': server.hostName,
        'OS-EXT-SRV-ATTR:hypervisor_hostname': server.hostName,
        'OS-EXT-SRV-ATTR:instance_name': instanceName(server.seq),
        'OS-EXT-SRV-ATTR:kernel_id': '',
        'OS-EXT-SRV-ATTR:launch_index': server.launchIndex,
        'OS-EXT-SRV-ATTR:ramdisk_id': '',
        'OS-EXT-SRV-ATTR:reservation_id': server.reservationId,
        'OS-EXT-SRV-ATTR:root_device_name': server.rootDeviceName,
        ...(seesUserData && { 'OS-EXT-SRV-ATTR:user_data': server.userData }),
      }
    : {}

function viewImage({ imageId, imageProperties }: Server, { links }: RequestContext): unknown {
  if (imageId === null) return ''
  const properties = Object.entries(imageProperties).filter(([name]) => standardProperty.test(name))
  return { id: imageId, links: links.bookmark(`/images/${imageId}`), properties: Object.fromEntries(properties) }
}
