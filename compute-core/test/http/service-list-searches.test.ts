import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { imageDefinition } from '#services/image/api/image-api'
import { imageKeys } from '#services/image/domain/image-keys'
import { networkDefinition } from '#services/network/api/network-api'
import { networkKeys, portKeys, subnetKeys } from '#services/network/domain/list-keys'
import { placementApi, placementDefinition } from '#services/placement/api/placement-api'
import { allocationKeys, providerKeys } from '#services/placement/domain/provider-keys'
import { placementService } from '#services/placement/postgres-placement'
import { type HostId, newHexId, newId, type ProjectId, type ServerId, type UserId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { scratchDatabase } from '#test/scratch-postgres'
import { imageCloud } from './image-cloud.ts'
import { aNetwork, aNetworkApi, type Person, type TestNetwork } from './support/a-network.ts'
import { type ListAnswer, listSearchSuite } from './support/list-search-suite.ts'
import { requestOver, type ServiceWorld } from './support/service-suite.ts'
import { testCallers } from './support/test-callers.ts'

const totalIn = (headers: Headers): number | undefined => {
  const total = headers.get('kilonova-total-count')
  return total === null ? undefined : Number(total)
}

const early = new Date('2026-01-02')
const searchedPaths = (definition: { routes: readonly { path: string; query: { parameters?: object } }[] }) =>
  definition.routes
    .filter(({ query }) => Object.hasOwn(query.parameters ?? {}, 'kilonova:q'))
    .map(({ path }) => path)
    .toSorted()

describe('images', () => {
  let cloud: Awaited<ReturnType<typeof imageCloud>>
  let one: string
  beforeAll(async () => {
    cloud = await imageCloud()
    one = await cloud.queued('alice', {
      name: 'Debian 13',
      visibility: 'private',
      protected: true,
      disk_format: 'ami',
      container_format: 'ami',
      min_disk: 5,
      min_ram: 2048,
      tags: ['Stable'],
      os_distro: 'debian',
    })
    for (const name of ['a', 'b', 'c']) await cloud.queued('admin', { name })
    const offered = await cloud.queued('admin', { name: 'offered', visibility: 'shared' })
    await cloud.call('admin', 'POST', `/v2/images/${offered}/members`, { member: 'green' })
    await cloud.db
      .updateTable('image.image')
      .set({ created_at: early, updated_at: early, status: 'deactivated', size: 3 * 2 ** 30, os_hash_value: '0' })
      .where('id', '=', one)
      .execute()
  })
  afterAll(() => cloud?.[Symbol.asyncDispose]())

  async function list(parameters: Readonly<Record<string, string>>, as = 'admin'): Promise<ListAnswer> {
    const path = `/v2/images?${new URLSearchParams(parameters)}`
    const { status, headers, body, bytes } = await cloud.call(as, 'GET', path)
    const ids = (body?.images ?? []).map(({ id }: { id: string }) => id)
    return { status, ids, total: totalIn(headers), text: bytes.toString() }
  }

  listSearchSuite('/v2/images', imageKeys, () => ({
    keys: imageKeys,
    list,
    isPaged: true,
    nobodySpecial: 'bob',
    texts: ['DEBIAN', 'stab', () => one.slice(0, 8)],
    terms: {
      name: 'name:debian*',
      id: () => `id:${one}`,
      status: 'status:deactivated',
      visibility: 'visibility:private',
      owner: 'owner:red',
      project: 'project:scarlet',
      offered_to: 'offered_to:green',
      tag: 'tag:stable',
      property: 'property.os_distro:debian',
      format: 'format:ami',
      container: 'container:ami',
      size: 'size:>2G',
      min_disk: 'min_disk:>=5',
      min_ram: 'min_ram:2G',
      protected: 'protected:yes',
      created: 'created:2026-01-02',
      updated: 'updated:<2026-02',
    },
  }))

  test('of another project are neither found nor counted', async () => {
    expect(await list({ 'kilonova:q': `id:${one}`, 'kilonova:count': 'true' }, 'bob')).toMatchObject({
      ids: [],
      total: 0,
    })
  })

  test('the only list of images can be searched', () => {
    expect(searchedPaths(imageDefinition)).toEqual(['/v2/images'])
  })
})

describe('networks', () => {
  let cloud: TestNetwork
  let admin: Person
  let member: Person
  const ids: Record<string, string> = {}
  beforeAll(async () => {
    cloud = await aNetworkApi()
    admin = cloud.anAdmin()
    member = cloud.somebody()
    cloud.projectNames.set('data centre', admin.projectId)
    const net = await aNetwork(admin, '10.9.0.0/24', {
      name: 'Backend',
      description: 'For data',
      mtu: 1400,
      shared: true,
      admin_state_up: false,
    })
    const other = await aNetwork(member, '10.64.0.0/24', { name: 'other' })
    for (const name of ['x', 'y']) await aNetwork(member, `192.168.${name === 'x' ? 1 : 2}.0/24`, { name })
    const port = async (person: Person, body: object) => (await person.post('/ports', { port: body })).body.port.id
    ids['port'] = await port(admin, {
      network_id: net.id,
      name: 'Card',
      description: 'For data',
      fixed_ips: [{ ip_address: '10.9.0.77' }],
      mac_address: 'fa:16:3e:aa:bb:cc',
    })
    for (const _ of ['a', 'b']) await port(member, { network_id: other.id })
    const device = { device_id: 'server-1', device_owner: 'compute:nova', status: 'ACTIVE', binding_host: 'host-1' }
    await cloud.db.updateTable('network.port').set(device).where('id', '=', ids['port']!).execute()
    ids['network'] = net.id
    ids['subnet'] = net.subnetId
    const changes = { name: 'Range', description: 'For data', enable_dhcp: false }
    await admin.put(`/subnets/${net.subnetId}`, { subnet: changes })
    for (const what of ['network', 'subnet', 'port'] as const) {
      await admin.put(`/${what}s/${ids[what]}/tags/Blue`)
      const set = { created_at: early, updated_at: early }
      await cloud.db.updateTable(`network.${what}`).set(set).where('id', '=', ids[what]!).execute()
    }
    await cloud.db
      .updateTable('network.subnet')
      .set({ ip_version: 6, gateway_ip: '10.9.0.254' })
      .where('id', '=', ids['subnet']!)
      .execute()
    await cloud.db.updateTable('network.network').set({ router_external: true }).where('id', '=', net.id).execute()
  })
  afterAll(() => cloud?.[Symbol.asyncDispose]())

  async function list(what: string, parameters: Readonly<Record<string, string>>, who: Person): Promise<ListAnswer> {
    const { status, headers, body } = await who.get(`/${what}?${new URLSearchParams(parameters)}`)
    const found = (body?.[what] ?? []).map(({ id }: { id: string }) => id)
    return { status, ids: found, total: totalIn(headers), text: JSON.stringify(body) }
  }

  const standard = (name: string, what: string) => ({
    name: `name:${name}`,
    id: () => `id:${ids[what]}`,
    description: 'description:data',
    tag: 'tag:blue',
    project: () => `project:${admin.projectId}`,
    created: 'created:2026-01-02',
    updated: 'updated:<2026-02',
  })

  listSearchSuite('/networks', networkKeys, () => ({
    keys: networkKeys,
    list: (parameters) => list('networks', parameters, admin),
    isPaged: true,
    texts: ['BACK', 'for data', '10.9.', () => ids['network']!.slice(0, 8)],
    terms: {
      ...standard('back*', 'network'),
      status: 'status:down',
      shared: 'shared:yes',
      external: 'external:yes',
      mtu: 'mtu:<1500',
      subnet: 'subnet:10.9.*',
    },
  }))

  listSearchSuite('/subnets', subnetKeys, () => ({
    keys: subnetKeys,
    list: (parameters) => list('subnets', parameters, admin),
    isPaged: true,
    texts: ['RANGE', '10.9.0', () => ids['subnet']!.slice(0, 8)],
    terms: {
      ...standard('range', 'subnet'),
      network: 'network:backend',
      cidr: 'cidr:10.9.*',
      gateway: 'gateway:10.9.0.254',
      version: 'version:6',
      dhcp: 'dhcp:no',
    },
  }))

  listSearchSuite('/ports', portKeys, () => ({
    keys: portKeys,
    list: (parameters, as) => list('ports', parameters, as === undefined ? admin : member),
    isPaged: true,
    nobodySpecial: 'member',
    texts: ['CARD', '10.9.0.7', 'AA:BB', () => ids['port']!.slice(0, 8)],
    terms: {
      ...standard('card', 'port'),
      network: 'network:backend',
      status: 'status:active',
      ip: 'ip:10.9.0.*',
      mac: 'mac:fa:16:3e:aa:bb:cc',
      subnet: 'subnet:range',
      device: 'device:server-1',
      owner: 'owner:compute:*',
      host: 'host:host-1',
    },
  }))

  test('are found by the name of their project for administrators', async () => {
    const asked = { 'kilonova:q': `project:"Data centre"`, 'kilonova:count': 'true' }
    for (const what of ['networks', 'subnets', 'ports'] as const)
      expect(await list(what, asked, admin)).toMatchObject({ ids: [ids[what.slice(0, -1)]], total: 1 })
    expect(await list('networks', asked, member)).toMatchObject({ ids: [], total: 0 })
  })

  test('of another project are neither found nor counted, but those shared with all', async () => {
    const asked = { 'kilonova:q': `project:${admin.projectId}`, 'kilonova:count': 'true' }
    expect(await list('ports', asked, member)).toMatchObject({ ids: [], total: 0 })
    expect(await list('networks', asked, member)).toMatchObject({ ids: [ids['network']], total: 1 })
  })

  test('every list of networks that can be searched is searched here', () => {
    expect(searchedPaths(networkDefinition)).toEqual(['/v2.0/networks', '/v2.0/ports', '/v2.0/subnets'])
  })
})

describe('resource providers', () => {
  let scratch: Awaited<ReturnType<typeof scratchDatabase>>
  let request: ServiceWorld['request']
  const big = newId<HostId>()
  const consumers = [8, 2, 4].map((vcpus) => ({
    consumerId: newId<ServerId>(),
    providerId: big,
    projectId: newHexId<ProjectId>(),
    userId: newHexId<UserId>(),
    resources: { VCPU: vcpus, MEMORY_MB: vcpus * 1024, ...(vcpus === 8 && { DISK_GB: 100 }) },
  }))
  beforeAll(async () => {
    scratch = await scratchDatabase()
    const { authenticate } = testCallers()
    request = requestOver(
      placementApi({ db: scratch.db, authenticate, log: silentLog, checksResponses: true }),
      'placement',
      'placement 1.39',
    )
    const placement = placementService(scratch.db)
    const of = (vcpus: number, ram: number, disk: number) => ({
      VCPU: { total: vcpus, reserved: 0, allocationRatio: 4 },
      MEMORY_MB: { total: ram, reserved: 0, allocationRatio: 1 },
      DISK_GB: { total: disk, reserved: 0, allocationRatio: 1 },
    })
    await placement.provide({ id: big, name: 'Big-1', inventories: of(64, 2 ** 20, 4096), traits: ['HW_CPU_X86_AVX2'] })
    await placement.provide({ id: newId<HostId>(), name: 'middle', inventories: of(8, 8192, 20), traits: [] })
    await placement.provide({ id: newId<HostId>(), name: 'small', inventories: of(4, 4096, 10), traits: [] })
    for (const one of consumers) await placement.claim(one)
    await scratch.db
      .updateTable('placement.resource_provider')
      .set({ generation: 77, updated_at: early })
      .where('id', '=', big)
      .execute()
  })
  afterAll(() => scratch?.[Symbol.asyncDispose]())

  listSearchSuite('/resource_providers', providerKeys, () => ({
    keys: providerKeys,
    async list(parameters, as = 'admin') {
      const line = `GET /resource_providers?${new URLSearchParams(parameters)}`
      const { status, headers, body } = await request({ line, as })
      const rows = body?.resource_providers ?? []
      const ids = rows.map(({ uuid }: { uuid: string }) => uuid)
      return { status, ids, rows, total: totalIn(headers), text: JSON.stringify(body) }
    },
    isPaged: true,
    sortedBy: {
      name: ({ name }) => name,
      uuid: ({ uuid }) => uuid,
      generation: ({ generation }) => generation,
      updated: null,
      traits: null,
      vcpus: null,
      ram: null,
      disk: null,
    },
    texts: ['big', 'avx2', big.slice(0, 8)],
    terms: {
      name: 'name:big*',
      uuid: `uuid:${big}`,
      trait: 'trait:*avx2',
      generation: 'generation:>70',
      vcpus: 'vcpus:>=64',
      ram: 'ram:1T',
      disk: 'disk:>1T',
      updated: 'updated:2026-01-02',
    },
  }))

  listSearchSuite('/resource_providers/:uuid/allocations', allocationKeys, () => ({
    keys: allocationKeys,
    async list(parameters, as = 'admin') {
      const line = `GET /resource_providers/${big}/allocations?${new URLSearchParams(parameters)}&kilonova:owner=true`
      const { status, headers, body } = await request({ line, as })
      const rows = Object.entries<object>(body?.allocations ?? {}).map(([id, held]) => ({ id, ...held }))
      return { status, ids: rows.map(({ id }) => id), rows, total: totalIn(headers), text: JSON.stringify(body) }
    },
    isPaged: true,
    texts: [() => consumers[0]!.consumerId.slice(0, 8), () => consumers[0]!.userId.slice(2, 20)],
    sortedBy: {
      consumer: ({ id }) => id,
      project: (held) => held['kilonova:owner'].project_id,
      user: (held) => held['kilonova:owner'].user_id,
      vcpus: ({ resources }) => resources.VCPU ?? 0,
      ram: ({ resources }) => resources.MEMORY_MB ?? 0,
      disk: ({ resources }) => resources.DISK_GB ?? 0,
    },
    terms: {
      consumer: () => `consumer:${consumers[0]!.consumerId}`,
      project: () => `project:${consumers[0]!.projectId}`,
      user: () => `user:${consumers[0]!.userId}`,
      vcpus: 'vcpus:>=8',
      ram: 'ram:>4G',
      disk: 'disk:100',
    },
  }))

  test('without a limit the lists are whole and say nothing that Placement does not', async () => {
    const { body } = await request({ line: `GET /resource_providers/${big}/allocations`, as: 'admin' })
    expect(Object.keys(body.allocations)).toHaveLength(consumers.length)
    for (const held of Object.values<object>(body.allocations))
      expect(Object.keys(held).toSorted()).toEqual(['consumer_generation', 'resources'])
    const all = await request({ line: 'GET /resource_providers', as: 'admin' })
    expect(all.body.resource_providers.map(({ name }: { name: string }) => name)).toEqual(['Big-1', 'middle', 'small'])
    expect(Object.keys(all.body.resource_providers[0])).not.toContain('kilonova:use')
  })

  test('providers are sorted by how full they are and tell it to who asks', async () => {
    const of = async (order: string) => {
      const line = `GET /resource_providers?sort_key=vcpus&sort_dir=${order}&limit=1&kilonova:use=true`
      return (await request({ line, as: 'admin' })).body.resource_providers
    }
    expect(await of('asc')).not.toMatchObject([{ name: 'Big-1' }])
    expect(await of('desc')).toMatchObject([
      {
        name: 'Big-1',
        'kilonova:use': {
          traits: 1,
          updated_at: early.toISOString(),
          inventories: { VCPU: { total: 64, allocation_ratio: 4, used: 14 } },
        },
      },
    ])
  })

  test('the lists that can be searched are those of providers and of what is held of one', () => {
    expect(searchedPaths(placementDefinition)).toEqual(['/resource_providers', '/resource_providers/:uuid/allocations'])
  })
})
