import { typeOfKey } from '#domain/key-pair/public-key'
import type { EmbeddedFlavor, PortInfo } from '#domain/server/server'
import { instanceName, tapName } from '#domain/server/server-names'
import { isoMicros, isoSeconds } from '#platform/clock'
import type { ActionThen, FaultThen, Notification, ServerBefore, ServerThen } from '#store/notification-store'
import { eventType, type Phase } from './notification-names.ts'

interface Payload {
  'nova_object.name': string
  'nova_object.namespace': 'nova'
  'nova_object.version': string
  'nova_object.data': Record<string, unknown>
}

const payload = (name: string, version: string, data: Record<string, unknown>): Payload => ({
  'nova_object.name': name,
  'nova_object.namespace': 'nova',
  'nova_object.version': version,
  'nova_object.data': data,
})

/** What a webhook is told, in the shape of Nova's versioned notifications (nova doc/notification_samples). */
export function versionedNotification(row: Notification) {
  const phase = row.phase as Phase
  const { server } = row
  const publisher = phase === 'update' || phase === 'done' || server.host_name === null ? 'nova-api' : 'nova-compute'
  return {
    event_type: eventType(phase, row.what),
    message_id: row.message_id,
    publisher_id: `${publisher}:${server.host_name ?? 'kilonova'}`,
    priority: phase === 'error' ? 'ERROR' : 'INFO',
    timestamp: isoMicros(row.created_at).replace('T', ' '),
    payload: payloadOf(row, server),
  }
}

/** Each kind of payload adds its own to what all have; every action has a `fault`, null unless it failed. */
function payloadOf(row: Notification, server: ServerThen): Payload {
  const common = instance(server, row.action)
  if (row.phase === 'update')
    return payload('InstanceUpdatePayload', '2.0', { ...common, ...update(row.before!, server) })
  const ofAction = { ...common, fault: fault(row.fault) }
  const own = ownPayloads[row.what]
  if (own === undefined) return payload('InstanceActionPayload', '1.8', ofAction)
  return payload(own.name, own.version, { ...ofAction, ...own.data(server) })
}

const ownPayloads: Record<string, { name: string; version: string; data(server: ServerThen): object }> = {
  'server-create': {
    name: 'InstanceCreatePayload',
    version: '1.12',
    data: (server) => ({
      keypairs: server.key_name === null ? [] : [keyPair(server)],
      tags: server.tags,
      trusted_image_certificates: server.trusted_certs,
      instance_name: instanceName(server.seq),
    }),
  },
  'server-rebuild': {
    name: 'InstanceActionRebuildPayload',
    version: '1.9',
    data: (server) => ({ trusted_image_certificates: server.trusted_certs }),
  },
  'server-rescue': {
    name: 'InstanceActionRescuePayload',
    version: '1.3',
    data: (server) => ({ rescue_image_ref: server.rescue_image_id }),
  },
}

function instance(server: ServerThen, action: ActionThen | null) {
  const image = server.image_properties as Record<string, string>
  return {
    uuid: server.id,
    user_id: server.user_id,
    tenant_id: server.project_id,
    reservation_id: server.reservation_id,
    display_name: server.name,
    display_description: server.description,
    host_name: server.hostname,
    host: server.host_name,
    node: server.host_name,
    os_type: image['os_type'] ?? null,
    architecture: image['hw_architecture'] ?? image['architecture'] ?? null,
    availability_zone: server.availability_zone,
    flavor: flavor(server),
    image_uuid: server.image_id,
    key_name: server.key_name,
    kernel_id: image['kernel_id'] ?? '',
    ramdisk_id: image['ramdisk_id'] ?? '',
    created_at: date(server.created_at),
    launched_at: date(server.launched_at),
    terminated_at: date(server.terminated_at),
    deleted_at: date(server.deleted_at),
    updated_at: date(server.updated_at),
    state: server.vm_state,
    power_state: server.power_state,
    task_state: server.task_state,
    progress: server.progress,
    ip_addresses: (server.network_info as unknown as PortInfo[]).flatMap(addresses),
    block_devices: [],
    metadata: server.metadata,
    locked: server.locked_by !== null,
    locked_reason: server.locked_reason,
    auto_disk_config: server.disk_config,
    request_id: action?.request_id ?? null,
    action_initiator_user: action?.user_id ?? null,
    action_initiator_project: action?.project_id ?? null,
  }
}

function flavor(server: ServerThen): Payload {
  const { name, vcpus, ramMb, diskGb, ephemeralGb, swapMb, rxtxFactor, extraSpecs } =
    server.flavor as unknown as EmbeddedFlavor
  return payload('FlavorPayload', '1.4', {
    flavorid: server.flavor_id,
    name,
    memory_mb: ramMb,
    vcpus,
    root_gb: diskGb,
    ephemeral_gb: ephemeralGb,
    swap: swapMb,
    rxtx_factor: rxtxFactor,
    extra_specs: extraSpecs,
    // Of the flavor itself, which may have changed or gone since.
    vcpu_weight: 0,
    disabled: false,
    is_public: true,
    projects: null,
    description: null,
  })
}

const addresses = ({ portId, mac, networkName, fixedIps }: PortInfo): Payload[] =>
  fixedIps.map(({ address, version }) =>
    payload('IpPayload', '1.0', {
      label: networkName,
      mac,
      meta: {},
      port_uuid: portId,
      version,
      address,
      device_name: tapName(portId),
    }),
  )

const keyPair = (server: ServerThen) =>
  payload('KeypairPayload', '1.0', {
    user_id: server.user_id,
    name: server.key_name,
    public_key: server.key_data,
    fingerprint: null,
    type: typeOfKey(server.key_data ?? ''),
  })

function fault(of: FaultThen | null): Payload | null {
  if (of === null) return null
  return payload('ExceptionPayload', '1.1', {
    exception: 'Fault',
    exception_message: of.message,
    function_name: '',
    module_name: 'kilonova',
    traceback: of.details,
  })
}

const update = (before: ServerBefore, server: ServerThen) => ({
  state_update: payload('InstanceStateUpdatePayload', '1.0', {
    old_state: before.vm_state,
    state: server.vm_state,
    old_task_state: before.task_state,
    new_task_state: server.task_state,
  }),
  audit_period: payload('AuditPeriodPayload', '1.0', {
    audit_period_beginning: monthOf(server.updated_at),
    audit_period_ending: date(server.updated_at),
  }),
  bandwidth: [],
  old_display_name: before.name,
  tags: server.tags,
})

const date = (text: string | null) => text && isoSeconds(new Date(text))
const monthOf = (text: string) => `${new Date(text).toISOString().slice(0, 7)}-01T00:00:00Z`
