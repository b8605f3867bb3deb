import { readdir } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { networkNames, cloudTag } from '#agent/nics/network-names'
import { tapName } from '#domain/server/server-names'
import type { Database } from '#platform/db/database'
import type { VirtualHost } from './virtual-hosts.ts'

/** What the cloud's books say of a server that is not deleted. */
interface BookedServer {
  id: string
  name: string
  vmState: string
  taskState: string | null
  hostId: string | null
  hostName: string | null
  vcpus: number
  ramMb: number
  diskGb: number
  ports: { id: string; host: string; status: string; linkNo: number; addresses: string[] }[]
  /** The ports as the server shows them. */
  shown: { portId: string; addresses: string[] }[]
  allocations: { providerId: string; resourceClass: string; used: number }[]
}

/** What there is on a host. */
interface FoundHost {
  name: string
  domains: ReadonlyMap<string, string>
  disks: readonly string[]
  taps: readonly string[]
  bridges: readonly string[]
  namespaces: readonly string[]
  names(linkNo: number): ReturnType<typeof networkNames>
  spoiltBases: readonly string[]
}

export interface AuditedCloud {
  db: Database
  /** Those that are on. */
  hosts: readonly VirtualHost[]
}

/**
 * Looks through the whole cloud until nothing in it is wrong, for as long as its reconcilers may take; then throws with all that still is. What it asks
 * for: each server is in a state that its owner can act on; there is one guest of it in the whole cloud, on its host, with the power that it
 * says; allocations and ports are those of the servers that there are; each host has made true what it has to know; and nothing is left on
 * any host of those that are gone.
 */
export async function expectSound(cloud: AuditedCloud, withinMs = 60_000): Promise<void> {
  for (const deadline = Date.now() + withinMs; ; await pause(500)) {
    const wrong = await auditCloud(cloud)
    if (wrong.length === 0) return
    if (Date.now() > deadline)
      throw new Error(`After ${withinMs / 1000} s there is still wrong in the cloud:\n${wrong.join('\n')}`)
  }
}

/** All that is wrong in the cloud now, each in a sentence. */
export async function auditCloud({ db, hosts }: AuditedCloud): Promise<string[]> {
  const [servers, jobs, strays, behind, found] = await Promise.all([
    bookedServers(db),
    openJobs(db),
    ownerlessRows(db),
    hostsBehind(db),
    Promise.all(hosts.map(lookAt)),
  ])
  return [
    ...servers.flatMap(wrongStates),
    ...jobs,
    ...strays,
    ...behind,
    ...servers.flatMap((server) => wrongGuests(server, found)),
    ...servers.flatMap(wrongAllocations),
    ...servers.flatMap(wrongPorts),
    ...found.flatMap((host) => leftovers(host, servers)),
  ]
}

async function bookedServers(db: Database): Promise<BookedServer[]> {
  const { rows } = await sql<BookedServer>`
    select s.id, s.name, s.vm_state as "vmState", s.task_state as "taskState", s.host_id as "hostId", h.name as "hostName",
      s.vcpus, s.ram_mb as "ramMb",
      (s.flavor ->> 'diskGb')::int + (s.flavor ->> 'ephemeralGb')::int + ceil((s.flavor ->> 'swapMb')::numeric / 1024)::int as "diskGb",
      coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'host', p.binding_host, 'status', p.status, 'linkNo', n.link_no,
          'addresses', coalesce((select jsonb_agg(host(a.ip_address) order by a.ip_address) from network.port_address a where a.port_id = p.id), '[]')))
        from network.port p join network.network n on n.id = p.network_id where p.device_id = s.id::text), '[]') as ports,
      coalesce((select jsonb_agg(jsonb_build_object('portId', i ->> 'portId', 'addresses',
          (select jsonb_agg(ip ->> 'address' order by (ip ->> 'address')::inet) from jsonb_array_elements(i -> 'fixedIps') ip)))
        from jsonb_array_elements(s.network_info) i), '[]') as shown,
      coalesce((select jsonb_agg(jsonb_build_object('providerId', c.provider_id, 'resourceClass', c.resource_class, 'used', c.used))
        from placement.allocation c where c.consumer_id = s.id), '[]') as allocations
    from compute.server s left join compute.host h on h.id = s.host_id
    where s.deleted_at is null`.execute(db)
  return rows
}

async function openJobs(db: Database): Promise<string[]> {
  const rows = await db
    .selectFrom('platform.job')
    .select(['id', 'flow', 'subject_id'])
    .where('finished_at', 'is', null)
    .execute()
  return rows.map(({ id, flow, subject_id }) => `The job ${id} (${flow} of ${subject_id}) has not ended.`)
}

/** Ports and claims of servers that are gone. */
async function ownerlessRows(db: Database): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select 'port ' || p.id || ' of ' || p.device_id as what from network.port p
    where p.device_owner like 'compute:%'
      and not exists (select from compute.server s where s.id::text = p.device_id and s.deleted_at is null)
    union all
    select distinct 'allocation of ' || c.consumer_id from placement.allocation c
    where not exists (select from compute.server s where s.id = c.consumer_id and s.deleted_at is null)
      and not exists (select from compute.migration m where m.uuid = c.consumer_id)`.execute(db)
  return rows.map(({ what }) => `The ${what} belongs to no server.`)
}

/** Hosts that have not made true what they have to know of their servers, and those that are not who they say. */
async function hostsBehind(db: Database): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select h.name || ' has reached generation ' || s.reached || ' of ' || s.generation as what
    from compute.host h join platform.host_state s on s.host_name = h.name
    where s.reached < s.generation or s.troubles <> '[]'
    union all
    select h.name || ' has no identity' from compute.host h
    where not exists (select from compute.host_identity i where i.host_name = h.name)
    union all
    select i.host_name || ' has an identity, and is no host' from compute.host_identity i
    where not exists (select from compute.host h where h.name = i.host_name)`.execute(db)
  return rows.map(({ what }) => `${what}.`)
}

async function lookAt(host: VirtualHost): Promise<FoundHost> {
  const [domains, disks, links, netns] = await Promise.all([
    domainsOf(host),
    readdir(join(host.dataDir, 'instances')).catch(() => []),
    host.room().run('ls', '/sys/class/net'),
    host.room().run('ls', '/run/netns'),
  ])
  const [linkNames, namespaces] = [links, netns].map((text) => text.split('\n').filter(Boolean)) as [string[], string[]]
  const tag = cloudTag(join(host.dataDir, 'networks'))
  return {
    name: host.name,
    domains,
    disks: disks.filter((name) => !name.startsWith('_')),
    taps: linkNames.filter((name) => name.startsWith('tap')),
    bridges: linkNames.filter((name) => name.startsWith('knb')),
    namespaces,
    names: (linkNo) => networkNames(tag, linkNo),
    spoiltBases: await spoiltBasesOf(host),
  }
}

/** Guests by their servers' ids, with their power in libvirt's words. */
async function domainsOf(host: VirtualHost): Promise<Map<string, string>> {
  const ids = (await host.virsh('list', '--all', '--uuid'))
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  // One may go while its state is asked for.
  const states = await Promise.all(ids.map((id) => host.virsh('domstate', id).catch(() => 'gone')))
  return new Map(ids.map((id, nth) => [id, states[nth]!.trim()]))
}

const checked = new Set<string>()

/** Images in the host's cache that are not what their name says; what is on its way to a name is none of them. */
async function spoiltBasesOf({ dataDir }: VirtualHost): Promise<string[]> {
  const folder = join(dataDir, 'instances/_base')
  const files = (await readdir(folder).catch(() => [])).filter((name) => /^[0-9a-f]{128}\.(raw|qcow2)$/.test(name))
  const spoilt = await Promise.all(
    files.map(async (name) => {
      const path = join(folder, name)
      if (checked.has(path)) return []
      const hash = createHash('sha512')
      await pipeline(createReadStream(path), hash)
      if (hash.digest('hex') !== name.split('.')[0]) return [name]
      checked.add(path)
      return []
    }),
  )
  return spoilt.flat()
}

function wrongStates({ id, name, vmState, taskState }: BookedServer): string[] {
  if (taskState !== null) return [`${name} (${id}) is at ${taskState}.`]
  return vmState === 'building' ? [`${name} (${id}) is being built by nobody.`] : []
}

const powers: Readonly<Record<string, readonly string[]>> = {
  active: ['running'],
  stopped: ['shut off'],
  paused: ['paused'],
  suspended: ['shut off'],
}

function wrongGuests({ id, name, vmState, hostName }: BookedServer, found: readonly FoundHost[]): string[] {
  const where = found.filter(({ domains }) => domains.has(id))
  const wrong = where
    .filter((host) => host.name !== hostName)
    .map((host) => `${name} has a guest on ${host.name}, and is on ${hostName}.`)
  const home = found.find((host) => host.name === hostName)
  if (home === undefined) return wrong
  const power = home.domains.get(id)
  const expected = powers[vmState]
  if (expected === undefined) return wrong
  if (power === undefined) return [...wrong, `${name} is ${vmState} on ${hostName}, which has no guest of it.`]
  return expected.includes(power) ? wrong : [...wrong, `${name} is ${vmState}, and its guest is ${power}.`]
}

function wrongAllocations({ name, hostId, vcpus, ramMb, diskGb, allocations }: BookedServer): string[] {
  const amounts = { VCPU: vcpus, MEMORY_MB: ramMb, DISK_GB: diskGb }
  const expected =
    hostId === null
      ? []
      : Object.entries(amounts).flatMap(([kind, used]) => (used > 0 ? [`${kind} ${used} of ${hostId}`] : []))
  const held = allocations.map(({ resourceClass, used, providerId }) => `${resourceClass} ${used} of ${providerId}`)
  return sameItems(held, expected) ? [] : [`${name} holds ${list(held)}, and should hold ${list(expected)}.`]
}

function wrongPorts({ name, vmState, hostName, ports, shown }: BookedServer): string[] {
  const described = (port: string, addresses: readonly string[]) => `${port} with ${list(addresses)}`
  const owned = ports.map(({ id, addresses }) => described(id, addresses))
  const told = shown.map(({ portId, addresses }) => described(portId, addresses))
  const expectedStatus = vmState === 'active' ? 'ACTIVE' : undefined
  return [
    ...(sameItems(owned, told) ? [] : [`${name} shows the ports ${list(told)}, and has ${list(owned)}.`]),
    ...ports.flatMap(({ id, host, status }) => [
      ...(host === (hostName ?? '') ? [] : [`The port ${id} of ${name} is bound to ${host}, and not to ${hostName}.`]),
      ...(expectedStatus === undefined || status === expectedStatus ? [] : [`The port ${id} of ${name} is ${status}.`]),
    ]),
  ]
}

/** What a host has of servers that are not there: elsewhere, or gone. */
function leftovers(host: FoundHost, servers: readonly BookedServer[]): string[] {
  const here = servers.filter(({ hostName }) => hostName === host.name)
  const ids = new Set(here.map(({ id }) => id))
  const ports = here.flatMap((server) => server.ports)
  const taps = new Set(ports.map(({ id }) => tapName(id as never)))
  const networks = [...new Set(ports.map(({ linkNo }) => linkNo))].map(host.names)
  const bridges = new Set(networks.map(({ bridge }) => bridge))
  const namespaces = new Set(networks.map(({ namespace }) => namespace))
  const on = (what: string) => `${host.name} still has ${what}.`
  return [
    // Whoever has no row at all is no server of this cloud, or was deleted: wrongGuests sees only those with a row.
    ...[...host.domains.keys()]
      .filter((id) => !servers.some((server) => server.id === id))
      .map((id) => on(`the guest ${id}`)),
    ...host.disks.filter((id) => !ids.has(id)).map((id) => on(`the disks of ${id}`)),
    ...host.taps.filter((tap) => !taps.has(tap)).map((tap) => on(`the link ${tap}`)),
    ...host.bridges.filter((bridge) => !bridges.has(bridge)).map((bridge) => on(`the bridge ${bridge}`)),
    ...host.namespaces.filter((each) => !namespaces.has(each)).map((each) => on(`the namespace ${each}`)),
    ...host.spoiltBases.map((name) => `${host.name} has an image in its cache that is not what it should be: ${name}.`),
  ]
}

const list = (items: readonly string[]) => (items.length === 0 ? 'none' : items.toSorted().join(', '))
const sameItems = (some: readonly string[], others: readonly string[]) => list(some) === list(others)
