import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertImage } from '#services/image/store/image-store'
import { newId } from '#platform/ids'
import { insertServer } from '#test/insert-server'
import { aFurnishedCompute } from './support/a-furnished-compute.ts'
import { type ApiSample, apiSamples, differences, isRequest } from './support/api-samples.ts'
import { carryOutWaitedFor } from './support/carry-out-waited-for.ts'
import { insertMigration } from '#test/insert-migration'
import { insertNetwork, insertPort } from './support/insert-network.ts'
import type { TestResponse } from './support/a-compute.ts'

type Furnished = Awaited<ReturnType<typeof aFurnishedCompute>>

let compute: Furnished
let newestMigration: string
let liveMigration: number
let attachable: string
/** What is furnished of the other one's ports is in its row alone, and would go. */
let attachingServer: string
let attachedPort: string
beforeAll(async () => {
  compute = await aFurnishedCompute()
  const { db, server } = compute
  liveMigration = (await insertMigration(db, server, { type: 'live-migration', status: 'running' })).id
  carryOutWaitedFor(compute)
  const network = await insertNetwork(db, server.projectId, '10.9.0.0/24')
  attachable = network.id
  const { projectId: project_id, userId: user_id } = server
  attachingServer = (await insertServer(db, { project_id, user_id, host_id: compute.hostId })).id
  const attached = { project_id: server.projectId, device_id: server.id, device_owner: 'compute:nova' }
  attachedPort = await insertPort(db, network, '10.9.0.99', attached)
  await insertMigration(db, server)
  newestMigration = (await insertMigration(db, server)).uuid
})
afterAll(() => compute[Symbol.asyncDispose]())

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBEDtFT5xzPxUxYKPL9QHB8wb2ihTvIMYD8cAlaDmsgp ada'
let count = 0
const fresh = (prefix: string) => `${prefix}-${++count}`
const project = () => compute.callers.get('member')!.projectId!

/** How each sample's answer is asked for; `as` and the version come from the test. */
type Asking = (options: { as: string; version: string }, sample: ApiSample) => Promise<TestResponse>

const get =
  (path: () => string): Asking =>
  (options) =>
    compute.request(`GET ${path()}`, options)

const allTenants = (as: string) => (as === 'admin' ? '&all_tenants=1' : '')
const servers =
  (path: string): Asking =>
  ({ as, version }) =>
    compute.request(`GET ${path}?limit=1${allTenants(as)}`, { as, version })

const changedBefore =
  (path: string): Asking =>
  ({ as, version }) =>
    compute.request(`GET ${path}?changes-before=2100-01-01T00:00:00Z${allTenants(as)}`, { as, version })

const update: Asking = (options) =>
  compute.request(`PUT /servers/${compute.server.id}`, { ...options, body: { server: { name: 'web-1' } } })

const createServer: Asking = ({ version }) =>
  compute.request('POST /servers', {
    version,
    body: {
      server: {
        name: fresh('made'),
        imageRef: compute.imageId,
        flavorRef: '1',
        ...(atLeast(version, 37) && { networks: 'none' }),
      },
    },
  })

const atLeast = (version: string, minor: number) => Number(version.split('.')[1]) >= minor

/** The answer to an action of a server that is in the state for it. */
const acting =
  (body: () => object, vm_state = 'active'): Asking =>
  async (options) => {
    await inState(vm_state)
    const response = await compute.request(`POST /servers/${compute.server.id}/action`, { ...options, body: body() })
    await inState('active')
    return response
  }

const inState = (vm_state: string) =>
  compute.db
    .updateTable('compute.server')
    .set({ vm_state, task_state: null })
    .where('id', '=', compute.server.id)
    .execute()

/** The furnished server, shown while it is in a state. */
const shownAs =
  (vm_state: string): Asking =>
  async (options) => {
    await inState(vm_state)
    const response = await compute.request(`GET /servers/${compute.server.id}`, options)
    await inState('active')
    return response
  }

const rebuild = acting(() => ({ rebuild: { imageRef: compute.imageId, adminPass: 'seekr3t' } }))

async function createFlavor(options: { as: string; version: string }) {
  const name = fresh('flavor')
  return compute.request('POST /flavors', {
    ...options,
    body: { flavor: { name, id: name, ram: 512, vcpus: 1, disk: 1, swap: 0 } },
  })
}

async function describeFlavor(options: { as: string; version: string }) {
  const { body } = await createFlavor({ as: 'admin', version: '2.1' })
  return compute.request(`PUT /flavors/${body.flavor.id}`, { ...options, body: { flavor: { description: 'small' } } })
}

const generated: Asking = ({ version }) =>
  compute.request('POST /os-keypairs', { version, body: { keypair: { name: fresh('key') } } })
const imported: Asking = ({ version }) =>
  compute.request('POST /os-keypairs', { version, body: { keypair: { name: fresh('key'), public_key: key } } })

async function oneKeyPair(path: (name: string) => string, version: string, as = 'member') {
  const name = fresh('key')
  await compute.request('POST /os-keypairs', { body: { keypair: { name, public_key: key } }, as })
  return compute.request(`GET ${path(name)}`, { version, as })
}

const quotaOf = (path: string, method = 'GET', body?: unknown): Asking =>
  ((options) =>
    compute.request(`${method} ${path.replace(':project', project())}`, {
      ...options,
      ...(body !== undefined && { body }),
    })) as Asking

const hypervisorId = async (version: string) =>
  (await compute.request('GET /os-hypervisors', { as: 'admin', version })).body.hypervisors[0].id as string

const hypervisor =
  (path: (id: string) => string): Asking =>
  async (options) =>
    compute.request(`GET ${path(await hypervisorId(options.version))}`, options)

const serviceChange =
  (word: string, old: object, body: object): Asking =>
  async (options) => {
    if (!atLeast(options.version, 53)) return compute.request(`PUT /os-services/${word}`, { ...options, body: old })
    const { body: list } = await compute.request('GET /os-services', options)
    return compute.request(`PUT /os-services/${list.services?.[0].id}`, { ...options, body })
  }

const on = { host: 'host-1', binary: 'nova-compute' }
const action = (suffix = '') => get(() => `/servers/${compute.server.id}/os-instance-actions${suffix}`)
const oneAction = get(() => `/servers/${compute.server.id}/os-instance-actions/${compute.requestId}`)

async function privateFlavor() {
  const id = fresh('private')
  const flavor = { name: id, id, ram: 64, vcpus: 1, disk: 1, 'os-flavor-access:is_public': false }
  await compute.request('POST /flavors', { as: 'admin', body: { flavor } })
  return id
}

const usage =
  (below: string, more = '', paged = true): Asking =>
  ({ as, version }) => {
    const page = paged && atLeast(version, 40) ? '&limit=1' : ''
    const query = `?start=2020-01-01T00:00:00&end=2100-01-01T00:00:00${more}${page}`
    return compute.request(`GET /os-simple-tenant-usage${below.replace(':project', project())}${query}`, {
      as,
      version,
    })
  }

const migrations = (more: string) => get(() => `/os-migrations?migration_type=resize${more}`)

/** The topology of the furnished server while its flavor wants two cells. */
const withCells: Asking = async (options) => {
  const { flavor } = compute.server
  const flavored = (what: object) =>
    compute.db
      .updateTable('compute.server')
      .set({ flavor: JSON.stringify(what) })
      .where('id', '=', compute.server.id)
  await flavored({ ...flavor, vcpus: 4, extraSpecs: { 'hw:numa_nodes': '2', 'hw:mem_page_size': '4' } }).execute()
  const response = await compute.request(`GET /servers/${compute.server.id}/topology`, options)
  await flavored(flavor).execute()
  return response
}

const serverGroup =
  (line: (id: string) => string): Asking =>
  async (options) => {
    const rules = { policy: 'anti-affinity', rules: { max_server_per_host: 3 } }
    const how = atLeast(options.version, 64) ? rules : { policies: ['anti-affinity'] }
    const body = { server_group: { name: fresh('group'), ...how } }
    await compute.db.deleteFrom('compute.server_group').execute()
    const made = await compute.request('POST /os-server-groups', { ...options, body })
    const asked = line(made.body.server_group.id)
    return asked.startsWith('POST') ? made : compute.request(asked, options)
  }

const zonedAggregate = () => ({ aggregate: { name: fresh('name'), availability_zone: 'nova' } })

/** An aggregate of the zone that the furnished host is in anyway. */
async function anAggregate({ withHost = false } = {}): Promise<number> {
  const { body } = await compute.request('POST /os-aggregates', { as: 'admin', body: zonedAggregate() })
  const { id } = body.aggregate
  const add = { add_host: { host: 'host-1' } }
  if (withHost) await compute.request(`POST /os-aggregates/${id}/action`, { as: 'admin', body: add })
  return id
}

const asking: Readonly<Record<string, Asking>> = {
  'servers/server-get-resp': get(() => `/servers/${compute.server.id}`),
  'servers/servers-list-resp': servers('/servers'),
  'servers/servers-list-status-resp': servers('/servers'),
  'servers-sort/server-sort-keys-list-resp': (options) =>
    compute.request('GET /servers/detail?sort_key=created_at&sort_dir=asc&limit=1', options),
  'servers/servers-list-with-changes-before': changedBefore('/servers'),
  'servers/servers-details-resp': servers('/servers/detail'),
  'servers/servers-details-with-changes-before': changedBefore('/servers/detail'),
  'servers/server-update-resp': update,
  'servers/server-put-resp': update,
  'servers/server-create-resp': createServer,
  'servers/server-action-rebuild-resp': rebuild,
  'os-preserve-ephemeral-rebuild/server-action-rebuild-preserve-ephemeral-resp': rebuild,
  'servers/server-action-create-image-resp': acting(() => ({ createImage: { name: 'web-image' } })),
  'os-create-backup/create-backup-resp': acting(() => ({
    createBackup: { name: 'web-backup', backup_type: 'daily', rotation: 1 },
  })),
  'os-rescue/server-rescue': acting(() => ({ rescue: null })),
  'os-rescue/server-get-resp-rescue': shownAs('rescued'),
  'os-rescue/server-get-resp-unrescue': shownAs('active'),
  'os-multiple-create/multiple-create-no-resv-post-resp': createServer,
  'os-multiple-create/multiple-create-post-resp': ({ version }) =>
    compute.request('POST /servers', {
      version,
      body: {
        server: {
          name: fresh('made'),
          imageRef: compute.imageId,
          flavorRef: '1',
          max_count: 2,
          return_reservation_id: true,
        },
      },
    }),
  'flavors/flavor-get-resp': get(() => '/flavors/1'),
  'flavors/flavors-list-resp': get(() => '/flavors'),
  'flavors/flavors-detail-resp': get(() => '/flavors/detail'),
  'flavor-manage/flavor-create-post-resp': createFlavor,
  'flavor-manage/flavor-update-resp': describeFlavor,
  'flavor-access/flavor-access-list-resp': async (options) =>
    compute.request(`GET /flavors/${await privateFlavor()}/os-flavor-access`, options),
  'flavor-access/flavor-access-add-tenant-resp': async (options) =>
    compute.request(`POST /flavors/${await privateFlavor()}/action`, {
      ...options,
      body: { addTenantAccess: { tenant: project() } },
    }),
  'flavor-extra-specs/flavor-extra-specs-create-resp': (options) =>
    compute.request('POST /flavors/1/os-extra_specs', { ...options, body: { extra_specs: { 'hw:numa_nodes': '1' } } }),
  'flavor-extra-specs/flavor-extra-specs-list-resp': get(() => '/flavors/1/os-extra_specs'),
  'os-keypairs/keypairs-post-resp': generated,
  'os-keypairs/keypairs-import-post-resp': imported,
  'os-keypairs/keypairs-get-resp': ({ version, as }) => oneKeyPair((name) => `/os-keypairs/${name}`, version, as),
  'os-keypairs/keypairs-list-resp': ({ version, as }) =>
    oneKeyPair(() => `/os-keypairs${atLeast(version, 35) ? '?limit=1' : ''}`, version, as),
  'limits/limit-get-resp': get(() => '/limits'),
  'os-instance-actions/instance-actions-list-resp': action(),
  'os-instance-actions/instance-actions-list-with-limit-resp': action('?limit=1'),
  'os-instance-actions/instance-actions-list-with-changes-since': action('?changes-since=2020-01-01T00:00:00Z'),
  'os-instance-actions/instance-actions-list-with-changes-before': action('?changes-before=2100-01-01T00:00:00Z'),
  'os-instance-actions/instance-actions-list-with-marker-resp': action(),
  'os-instance-actions/instance-action-get-resp': oneAction,
  'os-instance-actions/instance-action-get-non-admin-resp': oneAction,
  'os-quota-sets/quotas-show-get-resp': quotaOf('/os-quota-sets/:project'),
  'os-quota-sets/user-quotas-show-get-resp': quotaOf('/os-quota-sets/:project?user_id=u'),
  'os-quota-sets/quotas-show-defaults-get-resp': quotaOf('/os-quota-sets/:project/defaults'),
  'os-quota-sets/quotas-show-detail-get-resp': quotaOf('/os-quota-sets/:project/detail'),
  'os-quota-sets/quotas-update-post-resp': quotaOf('/os-quota-sets/:project', 'PUT', { quota_set: { ram: 51_200 } }),
  'os-quota-sets/quotas-update-force-post-resp': quotaOf('/os-quota-sets/:project', 'PUT', {
    quota_set: { force: true, ram: 51_200 },
  }),
  'os-quota-sets/user-quotas-update-post-resp': quotaOf('/os-quota-sets/:project?user_id=u', 'PUT', {
    quota_set: { force: true, instances: 9 },
  }),
  'os-quota-class-sets/quota-classes-show-get-resp': quotaOf('/os-quota-class-sets/default'),
  'os-quota-class-sets/quota-classes-update-post-resp': quotaOf('/os-quota-class-sets/default', 'PUT', {
    quota_class_set: { metadata_items: 128 },
  }),
  'os-availability-zone/availability-zone-list-resp': get(() => '/os-availability-zone'),
  'os-availability-zone/availability-zone-detail-resp': get(() => '/os-availability-zone/detail'),
  'os-aggregates/aggregate-post-resp': (options) =>
    compute.request('POST /os-aggregates', { ...options, body: zonedAggregate() }),
  'os-aggregates/aggregate-update-post-resp': async (options) =>
    compute.request(`PUT /os-aggregates/${await anAggregate()}`, {
      ...options,
      body: { aggregate: { name: fresh('newname'), availability_zone: 'nova2' } },
    }),
  'os-aggregates/aggregates-get-resp': async (options) =>
    compute.request(`GET /os-aggregates/${await anAggregate()}`, options),
  'os-aggregates/aggregates-list-get-resp': async (options) => {
    await compute.db.deleteFrom('compute.aggregate_host').execute()
    await compute.db.deleteFrom('compute.aggregate').execute()
    await anAggregate({ withHost: true })
    return compute.request('GET /os-aggregates', options)
  },
  'os-aggregates/aggregates-metadata-post-resp': async (options) =>
    compute.request(`POST /os-aggregates/${await anAggregate()}/action`, {
      ...options,
      body: { set_metadata: { metadata: { key: 'value' } } },
    }),
  'os-aggregates/aggregates-add-host-post-resp': async (options) =>
    compute.request(`POST /os-aggregates/${await anAggregate()}/action`, {
      ...options,
      body: { add_host: { host: 'host-1' } },
    }),
  'os-aggregates/aggregates-remove-host-post-resp': async (options) =>
    compute.request(`POST /os-aggregates/${await anAggregate({ withHost: true })}/action`, {
      ...options,
      body: { remove_host: { host: 'host-1' } },
    }),
  'os-hypervisors/hypervisors-list-resp': ({ as, version }) =>
    compute.request(`GET /os-hypervisors${atLeast(version, 33) ? '?limit=1' : ''}`, { as, version }),
  'os-hypervisors/hypervisors-detail-resp': ({ as, version }) =>
    compute.request(`GET /os-hypervisors/detail${atLeast(version, 33) ? '?limit=1' : ''}`, { as, version }),
  'os-hypervisors/hypervisors-detail-with-servers-resp': get(() => '/os-hypervisors/detail?with_servers=true'),
  'os-hypervisors/hypervisors-show-resp': hypervisor((id) => `/os-hypervisors/${id}`),
  'os-hypervisors/hypervisors-show-with-servers-resp': hypervisor((id) => `/os-hypervisors/${id}?with_servers=true`),
  'os-hypervisors/hypervisors-uptime-resp': hypervisor((id) => `/os-hypervisors/${id}/uptime`),
  'os-hypervisors/hypervisors-statistics-resp': get(() => '/os-hypervisors/statistics'),
  'os-hypervisors/hypervisors-search-resp': ({ as, version }) =>
    compute.request(
      atLeast(version, 53) ? 'GET /os-hypervisors?hypervisor_hostname_pattern=host' : 'GET /os-hypervisors/host/search',
      { as, version },
    ),
  'os-hypervisors/hypervisors-with-servers-resp': ({ as, version }) =>
    compute.request(
      atLeast(version, 53) ? 'GET /os-hypervisors?with_servers=true' : 'GET /os-hypervisors/host/servers',
      {
        as,
        version,
      },
    ),
  'os-services/services-list-get-resp': get(() => '/os-services'),
  'os-services/service-enable-put-resp': serviceChange('enable', on, { status: 'enabled' }),
  'os-services/service-disable-put-resp': serviceChange('disable', on, { status: 'disabled' }),
  'os-services/service-disable-log-put-resp': serviceChange(
    'disable-log-reason',
    { ...on, disabled_reason: 'x' },
    { status: 'disabled', disabled_reason: 'x' },
  ),
  'os-services/service-force-down-put-resp': serviceChange(
    'force-down',
    { ...on, forced_down: false },
    { forced_down: false },
  ),
  'os-remote-consoles/create-vnc-console-resp': (options) =>
    compute.request(`POST /servers/${compute.server.id}/remote-consoles`, {
      ...options,
      body: { remote_console: { protocol: 'vnc', type: 'novnc' } },
    }),
  'os-remote-consoles/get-vnc-console-post-resp': (options) =>
    compute.request(`POST /servers/${compute.server.id}/action`, {
      ...options,
      body: { 'os-getVNCConsole': { type: 'novnc' } },
    }),
  'os-remote-consoles/get-serial-console-post-resp': (options) =>
    compute.request(`POST /servers/${compute.server.id}/action`, {
      ...options,
      body: { 'os-getSerialConsole': { type: 'serial' } },
    }),
  'os-server-diagnostics/server-diagnostics-get-resp': get(() => `/servers/${compute.server.id}/diagnostics`),
  'os-console-output/console-output-post-resp': (options) =>
    compute.request(`POST /servers/${compute.server.id}/action`, {
      ...options,
      body: { 'os-getConsoleOutput': { length: 2 } },
    }),
  'os-console-auth-tokens/get-console-connect-info-get-resp': async (options) => {
    const body = { remote_console: { protocol: 'vnc', type: 'novnc' } }
    const made = await compute.request(`POST /servers/${compute.server.id}/remote-consoles`, { version: '2.31', body })
    return compute.request(`GET /os-console-auth-tokens/${made.body.remote_console.url.split('token%3D')[1]}`, options)
  },
  'os-attach-interfaces/attach-interfaces-create-resp': ({ version }) =>
    compute.request(`POST /servers/${attachingServer}/os-interface`, {
      version,
      body: { interfaceAttachment: { net_id: attachable } },
    }),
  'os-attach-interfaces/attach-interfaces-list-resp': get(() => `/servers/${compute.server.id}/os-interface`),
  'os-attach-interfaces/attach-interfaces-show-resp': get(
    () => `/servers/${compute.server.id}/os-interface/${attachedPort}`,
  ),
  'os-migrations/migrations-get': ({ as, version }) =>
    compute.request(`GET /os-migrations?migration_type=${version === '2.23' ? 'live-migration' : 'resize'}`, {
      as,
      version,
    }),
  'os-migrations/migrations-get-with-limit': migrations('&limit=1'),
  'os-migrations/migrations-get-with-marker': ({ as, version }) =>
    compute.request(`GET /os-migrations?migration_type=live-migration&marker=${newestMigration}`, { as, version }),
  'os-migrations/migrations-get-with-changes-since': migrations('&changes-since=2020-01-01T00:00:00Z'),
  'os-migrations/migrations-get-with-changes-before': get(
    () => '/os-migrations?migration_type=live-migration&changes-before=2100-01-01T00:00:00Z',
  ),
  'os-migrations/migrations-get-with-user-or-project-id': ({ as, version }) =>
    compute.request(`GET /os-migrations?migration_type=resize&project_id=${project()}`, { as, version }),
  'server-migrations/migrations-index': get(() => `/servers/${compute.server.id}/migrations`),
  'server-migrations/migrations-get': get(() => `/servers/${compute.server.id}/migrations/${liveMigration}`),
  'server-ips/server-ips-resp': get(() => `/servers/${compute.server.id}/ips`),
  'server-ips/server-ips-network-resp': get(() => `/servers/${compute.server.id}/ips/private`),
  'server-metadata/server-metadata-all-resp': get(() => `/servers/${compute.server.id}/metadata`),
  'server-metadata/server-metadata-resp': get(() => `/servers/${compute.server.id}/metadata/foo`),
  'os-server-tags/server-tags-index-resp': get(() => `/servers/${compute.server.id}/tags`),
  'os-server-tags/server-tags-put-all-resp': (options) =>
    compute.request(`PUT /servers/${compute.server.id}/tags`, { ...options, body: { tags: ['blue'] } }),
  'servers/server-groups-post-resp': (options) =>
    compute.request('POST /os-server-groups', {
      ...options,
      body: { server_group: { name: 'test', policy: 'affinity' } },
    }),
  'os-security-groups/server-security-groups-list-resp': get(() => `/servers/${compute.server.id}/os-security-groups`),
  'os-server-password/get-password-resp': get(() => `/servers/${compute.server.id}/os-server-password`),
  'os-server-topology/servers-topology-resp': withCells,
  'os-server-topology/servers-topology-resp-user': withCells,
  'os-server-external-events/event-create-resp': async (options) => {
    const { id } = await insertServer(compute.db, { host_id: compute.hostId })
    return compute.request('POST /os-server-external-events', {
      ...options,
      body: { events: [{ name: 'network-changed', server_uuid: id, status: 'completed', tag: 'foo' }] },
    })
  },
  'os-instance-usage-audit-log/inst-usage-audit-log-index-get-resp': get(() => '/os-instance_usage_audit_log'),
  'os-instance-usage-audit-log/inst-usage-audit-log-show-get-resp': get(
    () => '/os-instance_usage_audit_log/2026-11-01%2000:00:00',
  ),
  'os-server-groups/server-groups-post-resp': serverGroup(() => 'POST /os-server-groups'),
  'os-server-groups/server-groups-get-resp': serverGroup((id) => `GET /os-server-groups/${id}`),
  'os-server-groups/server-groups-list-resp': serverGroup(() => 'GET /os-server-groups'),
  'os-simple-tenant-usage/simple-tenant-usage-get': usage(''),
  'os-simple-tenant-usage/simple-tenant-usage-get-all': usage('', '&detailed=1', false),
  'os-simple-tenant-usage/simple-tenant-usage-get-detail': usage('', '&detailed=1'),
  'os-simple-tenant-usage/simple-tenant-usage-get-specific': usage('/:project'),
  'extension-info/extensions-list-resp': get(() => '/extensions'),
  'extension-info/extensions-list-resp-v21-compatible': get(() => '/extensions'),
  'extension-info/extensions-get-resp': get(() => '/extensions/os-agents'),
  'images/image-get-resp': get(() => `/images/${compute.imageId}`),
  'images/images-list-get-resp': get(() => '/images'),
  'images/images-details-get-resp': async (options) => {
    await insertImage(compute.db, { ...plainImage, id: newId<string>(), project_id: project() })
    return compute.request('GET /images/detail?name=plain', options)
  },
  'images/image-metadata-get-resp': get(() => `/images/${compute.imageId}/metadata`),
  'images/image-meta-key-get': get(() => `/images/${compute.imageId}/metadata/kernel_id`),
  'images/image-meta-key-put-resp': (options) =>
    compute.request(`PUT /images/${compute.imageId}/metadata/auto_disk_config`, {
      ...options,
      body: { meta: { auto_disk_config: 'False' } },
    }),
  'images/image-metadata-post-resp': (options) =>
    compute.request(`POST /images/${compute.imageId}/metadata`, { ...options, body: { metadata: { Label: 'x' } } }),
  'images/image-metadata-put-resp': (options) =>
    compute.request(`PUT /images/${compute.imageId}/metadata`, {
      ...options,
      body: { metadata: { auto_disk_config: 'True', kernel_id: 'nokernel' } },
    }),
  'os-networks/networks-list-resp': get(() => '/os-networks'),
  'os-networks/network-show-resp': async (options) => compute.request(`GET /os-networks/${await aNetwork()}`, options),
  'os-tenant-networks/networks-list-res': async (options) => {
    await aNetwork()
    return compute.request('GET /os-tenant-networks', options)
  },
  'os-security-groups/security-groups-list-get-resp': get(() => '/os-security-groups'),
  'os-security-groups/security-groups-get-resp': async (options) => {
    const { body } = await compute.request('GET /os-security-groups', options)
    return compute.request(`GET /os-security-groups/${body.security_groups[0].id}`, options)
  },
  'os-floating-ip-pools/floatingippools-list-resp': get(() => '/os-floating-ip-pools'),
  'os-floating-ips/floating-ips-list-empty-resp': get(() => '/os-floating-ips'),
  'os-floating-ips/floating-ips-list-resp': get(() => '/os-floating-ips'),
  'os-hosts/hosts-list-resp': get(() => '/os-hosts'),
  'os-hosts/host-get-resp': get(() => '/os-hosts/host-1'),
  'os-baremetal-nodes/baremetal-node-list-resp': get(() => '/os-baremetal-nodes'),
  'os-volume_attachments/list-volume-attachments-resp': get(
    () => `/servers/${compute.server.id}/os-volume_attachments`,
  ),
  'versions/versions-get-resp': get(() => '/'),
  'versions/v21-version-get-resp': get(() => '/v2.1/'),
  'versions/v2-version-get-resp': get(() => '/v2/'),
}

const plainImage = {
  name: 'plain',
  status: 'active',
  size: 1,
  os_hash_value: '00',
  visibility: 'public',
  properties: { architecture: 'x86_64' },
}

async function aNetwork(): Promise<string> {
  const { id } = await compute.db
    .insertInto('network.network')
    .values({ id: newId<string>(), project_id: project(), name: 'private', shared: true })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Samples that nothing answers as yet, and why; the list only ever shrinks. */
const notYet: readonly [RegExp, string][] = [
  [/os-(tenant-)?networks\/network(s-post|-create)/, 'networks are made through the network service alone'],
  [/security-group(-rules-post|s-create)-resp/, 'the network service has only the group default yet'],
  [/floating-ips-(create|get)-resp/, 'there is no pool to float from yet'],
  [/host-get-(reboot|shutdown|startup)|host-put-maintenance-resp/, 'libvirt cannot do that to its host'],
  [/baremetal-node-get-resp/, 'there is no bare metal'],
  [/volume-attachment-detail-resp|attach-volume-to-server-resp/, 'there are no volumes in this cloud yet'],
  [/os-quota-sets-noop/, 'os-quota-sets once more, of a cloud without quotas'],
  [/v2\.69\/|down-cell/, 'there are no cells that could be down'],
  [/v2\.73\/servers-details/, 'a page without a way on'],
  [/rdp|spice|mks/, 'only VNC and serial consoles are built'],
  [/keypairs-list-user[12]-resp/, 'the same list as keypairs-list-resp, of another user'],
  [/flavor-access-remove-tenant-resp/, 'an empty list'],
  [/flavor-extra-specs-(get|update)-resp/, 'the key is data'],
  [/(server-tags-show-details|servers-tags-details)-resp/, 'a server at 2.26 with fields of no one version'],
  [/hypervisors-without-servers-resp/, 'the furnished host has a server'],
]

const isNotYet = ({ file }: ApiSample) => notYet.some(([pattern]) => pattern.test(file))
const responses = apiSamples.filter((sample) => !isRequest(sample))
const answered = responses.filter((sample) => asking[sample.name] && !isNotYet(sample))
const unanswered = responses.filter(({ name }) => !asking[name])

test.each(answered.map((sample) => [sample.file, sample] as const))(
  '%s has the shape of our answer',
  async (_file, sample) => {
    const outcomes: string[][] = []
    for (const as of ['member', 'admin']) {
      const response = await asking[sample.name]!({ as, version: sample.version }, sample)
      outcomes.push(
        response.status < 300
          ? differences(sample.json, response.body)
          : [`${response.status} ${JSON.stringify(response.body)}`],
      )
    }
    // A sample does not say whose it is: it must be exactly what a member or what an administrator sees.
    expect(outcomes.some((outcome) => outcome.length === 0) ? [] : outcomes).toEqual([])
  },
)

/** Lists that ended before the newest version, and of which the sample's answer takes an item. */
const endedLists = /^os-security-groups\/security-groups-get-resp$/
const askedAtTheNewest = [...new Set(answered.map(({ name }) => name))].filter((name) => !endedLists.test(name))

test.each(askedAtTheNewest)('%s is answered at the newest version as its route declares', async (name) => {
  const sample = answered.findLast((one) => one.name === name)!
  for (const as of ['member', 'admin']) {
    const { status, body } = await asking[name]!({ as, version: '2.104' }, sample)
    expect({ body, isFailure: status >= 500 }).toMatchObject({ isFailure: false })
  }
})

describe('samples that nothing answers', () => {
  test('each has its reason', () => {
    expect(unanswered.filter((sample) => !isNotYet(sample)).map(({ file }) => file)).toEqual([])
  })
})
