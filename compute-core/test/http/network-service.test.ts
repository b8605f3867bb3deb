import { networkApi, networkDefinition } from '#services/network/api/network-api'
import { defaultGroupId, derivedId } from '#services/network/domain/default-group'
import type { Database } from '#platform/db/database'
import { newHexId, newId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { scratchDatabase } from '#test/scratch-postgres'
import { insertNetwork, insertPort } from './support/insert-network.ts'
import { quotas } from '#services/network/domain/quotas'
import { setLimits } from '#services/network/store/project-quota'
import { requestOver, serviceSuite, type ServiceWorld } from './support/service-suite.ts'
import { testCallers } from './support/test-callers.ts'
import { fieldsNotHere, unansweredNetwork } from './support/unanswered-network.ts'

const tagged = (end: string) => ['networks', 'subnets', 'ports'].map((name) => `/v2.0/${name}/{resource_id}/tags${end}`)
const shared = 'what is shared is for everybody who has a token'
const same = 'it is the same for everybody who has a token'
const empty = 'Neutron answers so too'

const quotaRoutes = ['', '/default', '/default.json', '/details', '/details.json'].map(
  (end) => `GET /v2.0/quotas/:project_id${end}`,
)

serviceSuite({
  definition: networkDefinition,
  makeWorld,
  unanswered: unansweredNetwork,
  ours: {
    'GET /v2.0/quotas/:project_id/default.json': 'the openstack command asks with this ending',
    'GET /v2.0/quotas/:project_id/details': 'the reference has it with the ending .json alone, Neutron takes both',
  },
  spelledOut: {
    '/v2.0/{resource_type}/{resource_id}/tags': tagged(''),
    '/v2.0/{resource_type}/{resource_id}/tags/{tag}': tagged('/{tag}'),
  },
  except: {
    'whoever has no role is refused': {
      'GET /v2.0/networks': shared,
      'GET /v2.0/subnets': shared,
      'GET /v2.0/security-groups': shared,
      'GET /v2.0/extensions': same,
      'GET /v2.0/extensions/:alias': same,
      'GET /v2.0/agents': 'Neutron shows whoever may not see the agents an empty list',
      ...Object.fromEntries(quotaRoutes.map((at) => [at, 'Neutron asks no rule about the quota of one’s own project'])),
    },
    'what belongs to another project is not to be had': { 'GET /v2.0/extensions/:alias': same },
    'what is not there is a 404': Object.fromEntries(
      [...quotaRoutes, 'PUT /v2.0/quotas/:project_id'].map((at) => [
        at,
        'a project that nothing is known of has the limits of all',
      ]),
    ),
    'answers without JSON': Object.fromEntries(
      ['networks', 'subnets', 'ports'].flatMap((name) => [
        [`POST /v2.0/${name}/:id/tags`, empty],
        [`PUT /v2.0/${name}/:id/tags/:tag`, empty],
      ]),
    ),
  },
  missingFields: fieldsNotHere,
})

/** A network with a subnet and a port of the member's, and others that differ from them in everything. */
async function makeWorld(): Promise<ServiceWorld> {
  const scratch = await scratchDatabase()
  const { db } = scratch
  const { authenticate, callers, project } = testCallers()
  const other = callers['other']!.projectId!
  const own = await insertNetwork(db, project, '10.1.0.0/24')
  const port = await insertPort(db, own, '10.1.0.9', { project_id: project })
  for (const table of ['network.network', 'network.subnet', 'network.port'] as const)
    await db
      .updateTable(table)
      .set({ tags: ['red'] })
      .execute()
  await furnishAnother(db, other)
  const wide = await insertWideNetwork(db, project)
  const app = networkApi({ db, authenticate, log: silentLog, checksResponses: true })
  const count = counter()

  /** Another one of what the path is about. */
  async function fresh(at: string): Promise<string> {
    const network = await insertNetwork(db, project, '10.2.0.0/24')
    const id = at.includes('/ports') ? await insertPort(db, network, '10.2.0.9', { project_id: project }) : undefined
    for (const table of ['network.subnet', 'network.port'] as const)
      await db
        .updateTable(table)
        .set({ tags: ['red'] })
        .where('network_id', '=', network.id)
        .execute()
    await db
      .updateTable('network.network')
      .set({ tags: ['red'] })
      .where('id', '=', network.id)
      .execute()
    return id ?? (at.includes('/subnets') ? network.subnetId : network.id)
  }

  // What is changed only is changed again and again; what is deleted has to be made each time.
  const changeable = new Map<string, Promise<string>>()
  async function toWrite(at: string): Promise<string> {
    if (at === 'DELETE /v2.0/quotas/:project_id') await setLimits(db, project, { network: 7 })
    if (at.startsWith('DELETE')) return fresh(at)
    const id = changeable.get(at) ?? fresh(at)
    changeable.set(at, id)
    return id
  }

  const group = defaultGroupId(project)
  const idFor = (at: string) => {
    if (at.includes('/security-groups')) return group
    if (at.includes('/security-group-rules')) return derivedId(`ingress ${group}`)
    if (at.includes('/ports')) return port
    return at.includes('/subnets') ? own.subnetId : own.id
  }
  return {
    app,
    db,
    request: requestOver(app, 'network'),
    async paramsOf(at) {
      if (!at.includes(':')) return {}
      const id = at.startsWith('GET') ? idFor(at) : await toWrite(at)
      const values: Readonly<Record<string, string>> = {
        id,
        tag: 'red',
        alias: 'quotas',
        project_id: project,
        network_id: own.id,
      }
      return Object.fromEntries([...at.matchAll(/:(\w+)/g)].map(([, name]) => [name, values[name!]!]))
    },
    bodyOf: (at) => bodyFor(at, { wide, project, number: count() }),
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  }
}

const counter = () => {
  let last = 0
  return () => ++last
}

/** A network, a subnet and a port of another project, in no attribute as those that are made by themselves. */
async function furnishAnother(db: Database, project_id: string): Promise<void> {
  const tags = ['blue']
  const then = { revision_number: 7, created_at: new Date('2026-01-01'), updated_at: new Date('2026-01-02'), tags }
  const network = newId<string>()
  await db
    .insertInto('network.network')
    .values({
      ...then,
      id: network,
      project_id,
      name: 'another',
      description: 'another network',
      admin_state_up: false,
      shared: true,
      router_external: true,
      port_security_enabled: false,
      mtu: 9000,
    })
    .execute()
  await db
    .insertInto('network.subnet')
    .values({
      ...then,
      id: newId<string>(),
      network_id: network,
      project_id,
      name: 'another',
      description: 'another subnet',
      ip_version: 6,
      cidr: 'fd00::/120',
      gateway_ip: 'fd00::1',
      enable_dhcp: false,
      allocation_pools: JSON.stringify([{ start: 'fd00::2', end: 'fd00::9' }]),
    })
    .execute()
  await db
    .insertInto('network.port')
    .values({
      ...then,
      id: newId<string>(),
      network_id: network,
      project_id,
      name: 'another',
      description: 'another port',
      mac_address: 'fa:16:3e:ff:ff:ff',
      admin_state_up: false,
      status: 'DOWN',
      device_id: 'dhcp-1',
      device_owner: 'network:dhcp',
      port_security_enabled: false,
    })
    .execute()
}

/** A network of the member's with room for all the addresses that the tests ask for. */
async function insertWideNetwork(db: Database, project_id: string): Promise<{ id: string; subnetId: string }> {
  const [id, subnetId] = [newId<string>(), newId<string>()]
  await db.insertInto('network.network').values({ id, project_id, name: 'wide' }).execute()
  await db
    .insertInto('network.subnet')
    .values({
      id: subnetId,
      network_id: id,
      project_id,
      ip_version: 4,
      cidr: '10.128.0.0/16',
      gateway_ip: '10.128.0.1',
      allocation_pools: JSON.stringify([{ start: '10.128.0.2', end: '10.128.255.254' }]),
    })
    .execute()
  return { id, subnetId }
}

/** A body with every attribute that can be written; what is made is of a project of its own, so that no quota ends the tests. */
function bodyFor(
  at: string,
  { wide, project, number }: { wide: { id: string; subnetId: string }; project: string; number: number },
) {
  const [high, low] = [Math.floor(number / 250), (number % 250) + 2]
  const project_id = newHexId<string>()
  const owner = { project_id, tenant_id: project_id }
  const named = { name: `made-${number}`, description: 'made by a test' }
  const network = {
    ...named,
    shared: true,
    mtu: 1400,
    admin_state_up: false,
    port_security_enabled: false,
    'router:external': false,
  }
  const host_routes = [{ destination: '10.9.0.0/24', nexthop: '10.128.0.9' }]
  const subnet = { ...named, dns_nameservers: ['9.9.9.9'], enable_dhcp: false, host_routes, service_types: [] }
  const port = {
    ...named,
    device_id: 'a-machine',
    device_owner: 'test:machine',
    fixed_ips: [{ subnet_id: wide.subnetId, ip_address: `10.128.${high}.${low}` }],
    admin_state_up: false,
    port_security_enabled: true,
    allowed_address_pairs: [],
    extra_dhcp_opts: [],
    'binding:vnic_type': 'normal',
    'binding:host_id': 'host-7',
  }
  const range = `10.${high}.${low}`
  const bodies: Readonly<Record<string, unknown>> = {
    'POST /v2.0/networks': { network: { ...network, ...owner, availability_zone_hints: ['nova'] } },
    'PUT /v2.0/networks/:id': { network },
    'PUT /v2.0/quotas/:project_id': {
      quota: { ...quotas, network: 90, subnetpool: 5, check_limit: false, force: true },
    },
    'POST /v2.0/subnets': {
      subnet: {
        ...subnet,
        ...owner,
        network_id: wide.id,
        cidr: `${range}.0/24`,
        ip_version: 4,
        gateway_ip: `${range}.254`,
        allocation_pools: [{ start: `${range}.10`, end: `${range}.20` }],
      },
    },
    'PUT /v2.0/subnets/:id': {
      subnet: { ...subnet, gateway_ip: '10.2.0.254', allocation_pools: [{ start: '10.2.0.10', end: '10.2.0.20' }] },
    },
    'POST /v2.0/ports': {
      port: {
        ...port,
        ...owner,
        network_id: wide.id,
        mac_address: `fa:16:40:00:${[high, low].map((byte) => byte.toString(16).padStart(2, '0')).join(':')}`,
        security_groups: [defaultGroupId(project_id)],
      },
    },
    'PUT /v2.0/ports/:id': {
      port: { ...port, fixed_ips: [], security_groups: [defaultGroupId(project)] },
    },
  }
  return bodies[at] ?? { tags: ['green', 'yellow'] }
}
