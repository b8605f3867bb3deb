import { insertHost, type aFurnishedCompute } from './a-furnished-compute.ts'
import { type ApiSample, apiSamples, isRequest, serverActionOf } from './api-samples.ts'
import { carryOutWaitedFor } from './carry-out-waited-for.ts'
import { type NetworkId, newId } from '#platform/ids'
import { insertMigration } from '#test/insert-migration'
import { insertNetwork, insertPort } from './insert-network.ts'
import { transitionsOf } from './server-transitions.ts'

type Furnished = Awaited<ReturnType<typeof aFurnishedCompute>>

/** What Nova has no sample for. */
const ownSamples: readonly ApiSample[] = [
  {
    file: 'ours/host-put-req',
    name: 'os-hosts/host-put-req',
    version: '2.1',
    json: { status: 'disable' },
  },
  {
    file: 'ours/server-metadata-create',
    name: 'server-metadata/server-metadata-create',
    version: '2.1',
    json: { metadata: { foo: 'Foo Value' } },
  },
  {
    file: 'ours/bulk-actions-post',
    name: 'kilonova/bulk-actions-post',
    version: '2.104',
    json: { action: { 'os-stop': null }, servers: ['3df201cf-2451-44f2-8d25-a4ca826fc1f3'] },
  },
  {
    file: 'ours/server-templates-post',
    name: 'kilonova/server-templates-post',
    version: '2.104',
    json: {
      server_template: {
        name: 'web',
        request: {
          server: {
            name: 'web-{n}',
            flavorRef: '1',
            networks: [{ uuid: '3cb9bc59-5699-4588-a4b1-b87f96708bc6' }],
            min_count: 2,
            max_count: 2,
            key_name: 'mine',
            tags: ['blue'],
            metadata: { team: 'a' },
          },
          'os:scheduler_hints': { group: 'f3d86fe6-4246-4be8-b87c-eb894626c741' },
        },
      },
    },
  },
  {
    file: 'ours/fit-post',
    name: 'kilonova/fit-post',
    version: '2.104',
    json: {
      server: { flavorRef: '1', min_count: 2, availability_zone: 'us-west' },
      'os:scheduler_hints': { group: 'f3d86fe6-4246-4be8-b87c-eb894626c741' },
    },
  },
  {
    file: 'ours/join-tokens-post',
    name: 'kilonova/join-tokens-post',
    version: '2.104',
    json: { join_token: { host_name: 'rack-1-node-2' } },
  },
  {
    file: 'ours/quotas-put',
    name: 'kilonova/quotas-put',
    version: '2.104',
    json: { quota: { compute: { instances: 20, cores: null }, network: { port: 50 }, force: true } },
  },
  {
    file: 'ours/log-level-put',
    name: 'kilonova/log-level-put',
    version: '2.104',
    json: { log_level: { level: 'info' } },
  },
  {
    file: 'ours/server-templates-put',
    name: 'kilonova/server-templates-put',
    version: '2.104',
    json: { server_template: { name: 'front', request: { server: { flavorRef: '2' } }, revision: 1 } },
  },
]

/** Every sample that asks for something that is built. */
export const sampleRequests: readonly ApiSample[] = [...apiSamples.filter(isRequest), ...ownSamples]

/** The status with which a sample is refused; undefined for one that is taken. */
export const refusedWith = ({ file }: ApiSample): number | undefined =>
  refused.find(([pattern]) => pattern.test(file))?.[1]

/** Makes room for a sample, and says where it goes and what goes there: the sample with things that are there. */
export async function prepareSample(
  compute: Furnished,
  sample: ApiSample,
): Promise<{ line: string; version: string; body: unknown }> {
  await reset(compute, sample)
  return { line: await lineOf(compute, sample), version: sample.version, body: ours(compute, sample.json) }
}

/** The network and the address of the samples of addFixedIp and removeFixedIp. */
const multinic = { network: 'e1882e38-38c2-4239-ade7-35d644cb963a', address: '10.0.0.4' }

const samplePort = 'ce531f90-199f-48c0-816c-13e38010b442'

/** What samples speak of besides what is furnished. */
export async function furnishForSamples(compute: Furnished): Promise<void> {
  await insertHost(compute.db, 'openstack-node-01', { zone: 'us-west' })
  await insertMigration(compute.db, compute.server)
  const network = await insertNetwork(compute.db, project(compute), '192.168.1.0/24', {
    id: '3cb9bc59-5699-4588-a4b1-b87f96708bc6',
  })
  await insertPort(compute.db, network, '192.168.1.77', { id: samplePort, project_id: project(compute) })
  await insertNetwork(compute.db, project(compute), '10.0.0.0/24', { id: multinic.network })
  carryOutWaitedFor(compute)
  // The group that the sample of 2.71 joins.
  const id = 'f3d86fe6-4246-4be8-b87c-eb894626c741'
  const group = { id, project_id: project(compute), user_id: 'ada', name: 'g', policy: 'affinity' }
  await compute.db.insertInto('compute.server_group').values(group).execute()
}

const server = (compute: Furnished) => `/servers/${compute.server.id}`
const project = (compute: Furnished) => compute.callers.get('member')!.projectId!

/** Where each request goes. */
const lines: readonly [RegExp, (compute: Furnished, sample: ApiSample) => string | Promise<string>][] = [
  [/^os-aggregates\/aggregate-post/, () => 'POST /os-aggregates'],
  [/^os-aggregates\/aggregate-update/, async (compute) => `PUT /os-aggregates/${await anAggregate(compute)}`],
  [/^os-aggregates\/aggregate-images/, async (compute) => `POST /os-aggregates/${await anAggregate(compute)}/images`],
  [/^os-aggregates\//, anAggregateAction],
  [/^servers\/server-create-req|multiple-create/, () => 'POST /servers'],
  [/event-create-req/, () => 'POST /os-server-external-events'],
  [/server-groups-post-req/, () => 'POST /os-server-groups'],
  [/^servers\/server-(update|put)-req/, (compute) => `PUT ${server(compute)}`],
  [/^flavor-manage\/flavor-create|flavor-access\/flavor-create/, () => 'POST /flavors'],
  [/^flavor-manage\/flavor-update/, () => 'PUT /flavors/1'],
  [/flavor-extra-specs-create/, () => 'POST /flavors/1/os-extra_specs'],
  [
    /flavor-extra-specs-update/,
    (_compute, { json }) => `PUT /flavors/1/os-extra_specs/${Object.keys(json as object)[0]}`,
  ],
  [/flavor-access-(add|remove)-tenant/, aPrivateFlavor],
  [/^os-keypairs\//, () => 'POST /os-keypairs'],
  [/user-quotas-update/, (compute) => `PUT /os-quota-sets/${project(compute)}?user_id=u`],
  [/^os-quota-sets(-noop)?\//, (compute) => `PUT /os-quota-sets/${project(compute)}`],
  [/^os-quota-class-sets\//, () => 'PUT /os-quota-class-sets/default'],
  [
    /^os-remote-consoles\/create|os-console-auth-tokens\/create/,
    (compute) => `POST ${server(compute)}/remote-consoles`,
  ],
  [/^os-services\//, aService],
  [/image-metadata-post-req/, (compute) => `POST /images/${compute.imageId}/metadata`],
  [/image-metadata-put-req/, (compute) => `PUT /images/${compute.imageId}/metadata`],
  [/image-meta-key-put-req/, (compute) => `PUT /images/${compute.imageId}/metadata/auto_disk_config`],
  [/host-put-(maintenance-)?req/, () => 'PUT /os-hosts/host-1'],
  [/^os-networks\/network-create-req/, () => 'POST /os-networks'],
  [/^os-networks\/network-add-req/, () => 'POST /os-networks/add'],
  [/^os-tenant-networks\/networks-post-req/, () => 'POST /os-tenant-networks'],
  [/attach-volume-to-server-req/, (compute) => `POST ${server(compute)}/os-volume_attachments`],
  [/update-volume-(req|attachment-)/, (compute) => `PUT ${server(compute)}/os-volume_attachments/v`],
  [/floating-ips-create-req/, () => 'POST /os-floating-ips'],
  [/security-group-post-req/, () => 'POST /os-security-groups'],
  [/security-group-rules-post-req/, () => 'POST /os-security-group-rules'],
  [/server-metadata-create/, (compute) => `POST ${server(compute)}/metadata`],
  [/server-metadata-all-req/, (compute) => `PUT ${server(compute)}/metadata`],
  [
    /server-metadata-req/,
    (compute, { json }) => `PUT ${server(compute)}/metadata/${Object.keys((json as { meta: object }).meta)[0]}`,
  ],
  [/attach-interfaces-create/, (compute) => `POST ${server(compute)}/os-interface`],
  [/force_complete/, (compute) => `POST ${server(compute)}/migrations/1/action`],
  [/bulk-actions-post/, () => 'POST /kilonova/bulk-actions'],
  [/^kilonova\/fit-post/, () => 'POST /kilonova/fit'],
  [/^kilonova\/join-tokens-post/, () => 'POST /kilonova/hosts/join-tokens'],
  [/server-templates-post/, () => 'POST /kilonova/server-templates'],
  [/server-templates-put/, aTemplate],
  [/^kilonova\/quotas-put/, (compute) => `PUT /kilonova/quotas/${project(compute)}`],
  [/^kilonova\/log-level-put/, () => 'PUT /kilonova/system/log-level'],
  [/server-tags-put-all/, (compute) => `PUT ${server(compute)}/tags`],
]

/** Samples that are refused, with the status and why; the list only ever shrinks. */
const refused: readonly [RegExp, number, string][] = [
  [/^os-(tenant-)?networks\//, 410, 'networks are made through the network service alone'],
  [/host-put-maintenance-req/, 501, 'libvirt evacuates no host'],
  [/server-action-(add|remove)floatingip-req/, 404, 'there is no pool to float from yet'],
  [/^os-volume_attachments\//, 405, 'there are no volumes in this cloud yet'],
  [/admin-password-change-password/, 409, 'nobody carries out flows here: compute-guests.test.ts'],
  [/floating-ips-create-req/, 404, 'there is no pool to float from yet'],
  [/security-group-post-req/, 405, 'the network service has only the group default yet'],
  [/security-group-add-post-req/, 404, 'the network service has only the group default yet'],
  [/security-group-remove-post-req/, 404, 'the network service has only the group default yet'],
  [/security-group-rules-post-req/, 404, 'the network service has only the group default yet'],
  [/v2\.(90|94)\/server-create-req/, 400, 'the samples name no networks, which these versions refuse'],
  [/v2\.(32|42|67)\/server-create-req/, 501, 'tags of devices and volumes are of a later issue'],
  [/(rdp|spice|mks|spice-direct)-console/, 400, 'only VNC and serial consoles are built'],
  [/force_complete/, 400, 'the only migration here is a resize'],
  [/os-keypairs\/v2\.92\/keypairs-post-req/, 400, 'the sample shows what 2.92 refuses: no public key'],
]

async function lineOf(compute: Furnished, sample: ApiSample): Promise<string> {
  if (serverActionOf(sample)) return `POST ${server(compute)}/action`
  const to = lines.find(([pattern]) => pattern.test(sample.name))?.[1]
  if (!to) throw new Error(`Nothing says where ${sample.file} goes: add its line to support/sample-requests.ts.`)
  return to(compute, sample)
}

/** States in which every sample of an action is taken, where the first that allows it does not do. */
const stateFor: Readonly<Record<string, string>> = { unshelve: 'shelved_offloaded' }

/** What stands in the way of the next sample: names that are taken, a server that is busy or locked. */
async function reset(compute: Furnished, sample: ApiSample): Promise<void> {
  await compute.db.deleteFrom('compute.key_pair').execute()
  await compute.db.deleteFrom('compute.flavor').where('name', 'like', 'test_flavor%').execute()
  await compute.db.updateTable('compute.flavor').set({ extra_specs: '{}' }).execute()
  await compute.db.deleteFrom('compute.server_template').execute()
  await compute.db.deleteFrom('compute.aggregate_host').execute()
  await compute.db.deleteFrom('compute.aggregate').execute()
  await detachAll(compute)
  await compute.db.updateTable('compute.host').set({ last_seen_at: new Date(), forced_down: false }).execute()
  if (serverActionOf(sample) === 'rebuild') await insertKey(compute, 'new-key')
  if (serverActionOf(sample)?.endsWith('FixedIp')) await aPortOfTheServer(compute)
  const from = transitionsOf(serverActionOf(sample) ?? '')[0]?.from ?? 'any'
  const vm_state = stateFor[serverActionOf(sample) ?? ''] ?? (from === 'any' ? 'active' : from[0]!)
  await compute.db
    .updateTable('compute.server')
    .set({ vm_state, task_state: null, locked_by: null })
    .where('id', '=', compute.server.id)
    .execute()
}

const insertKey = ({ db, server }: Furnished, name: string) =>
  db
    .insertInto('compute.key_pair')
    .values({ user_id: server.userId, name, type: 'ssh', fingerprint: 'aa', public_key: 'ssh-ed25519 AAAA ada' })
    .execute()

/** A port of the server with the address of the samples. */
async function aPortOfTheServer({ db, server: { id, projectId } }: Furnished): Promise<void> {
  const subnets = db.selectFrom('network.subnet').select('id').where('network_id', '=', multinic.network)
  const network = { id: multinic.network as NetworkId, subnetId: (await subnets.executeTakeFirstOrThrow()).id }
  const owner = { project_id: projectId, device_id: id, device_owner: 'compute:nova', made_for_server: true }
  await insertPort(db, network, multinic.address, owner)
}

async function detachAll({ db, server: { id } }: Furnished): Promise<void> {
  await db.deleteFrom('network.port').where('device_id', '=', id).where('id', '<>', samplePort).execute()
  await db.updateTable('network.port').set({ device_id: '', device_owner: '' }).where('id', '=', samplePort).execute()
}

/** The sample with things that are there: our image, project, flavor, key. */
function ours(compute: Furnished, json: unknown): unknown {
  const text = JSON.stringify(json)
    .replaceAll('70a599e0-31e7-49b7-b260-868f441e862b', compute.imageId)
    .replaceAll('3df201cf-2451-44f2-8d25-a4ca826fc1f3', compute.server.id)
    .replaceAll('"test-event"', '"network-vif-plugged"')
    .replaceAll('fake_tenant', project(compute))
    .replaceAll('%(availability_zone)s', 'us-west')
    .replaceAll('"host1"', '"host-1"')
    .replaceAll('"host01"', '"host-1"')
    // The hosts of the aggregates' samples.
    .replaceAll(/"host":"([0-9a-f]{32}|compute)"/g, '"host":"host-1"')
    .replaceAll('"flavorRef":"6"', '"flavorRef":"1"')
  return JSON.parse(text)
}

async function aPrivateFlavor(compute: Furnished, { name }: ApiSample): Promise<string> {
  const flavor = {
    name: 'test_flavor_private',
    id: 'p',
    ram: 64,
    vcpus: 1,
    disk: 1,
    'os-flavor-access:is_public': false,
  }
  await compute.request('POST /flavors', { as: 'admin', body: { flavor } })
  const body = { addTenantAccess: { tenant: project(compute) } }
  if (name.includes('remove')) await compute.request('POST /flavors/p/action', { as: 'admin', body })
  return 'POST /flavors/p/action'
}

async function aService(compute: Furnished, { name, version }: ApiSample): Promise<string> {
  if (Number(version.split('.')[1]) < 53)
    return `PUT /os-services/${/service-(.*)-put/.exec(name)![1]!.replace(/log$/, 'log-reason')}`
  const { body } = await compute.request('GET /os-services?host=host-1', { as: 'admin', version })
  return `PUT /os-services/${body.services[0].id}`
}

/** An aggregate without hosts. */
async function anAggregate({ db }: Furnished): Promise<number> {
  const aggregate = { uuid: newId<string>(), name: 'first' }
  const { id } = await db.insertInto('compute.aggregate').values(aggregate).returning('id').executeTakeFirstOrThrow()
  return id
}

async function anAggregateAction(compute: Furnished, { json }: ApiSample): Promise<string> {
  const aggregate_id = await anAggregate(compute)
  // Who is to be removed has to be there.
  if ('remove_host' in (json as object))
    await compute.db.insertInto('compute.aggregate_host').values({ aggregate_id, host_id: compute.hostId }).execute()
  return `POST /os-aggregates/${aggregate_id}/action`
}

async function aTemplate(compute: Furnished): Promise<string> {
  const server_template = { name: 'web', request: { server: {} } }
  const { body } = await compute.request('POST /kilonova/server-templates', {
    as: 'admin',
    version: '2.104',
    body: { server_template },
  })
  return `PUT /kilonova/server-templates/${body.server_template.id}`
}
