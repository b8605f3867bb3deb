import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { CloudProcess } from '../support/cloud-process.ts'
import { type Api } from '../support/api.ts'
import { domainsOnHost } from '../support/traces.ts'
import type { People } from './people.ts'

const settleMs = 60_000

interface Server {
  id: string
  name: string
  tenant_id: string
  status: string
  'OS-EXT-STS:task_state': string | null
  'OS-EXT-SRV-ATTR:host': string | null
  flavor: { vcpus: number; ram: number }
}

/** What is wrong once everything has come to rest, each in a sentence; nothing where all holds. */
export async function whatDoesNotHold(cloud: CloudProcess, people: People, isReal: boolean): Promise<string[]> {
  // Tokens may have ended with what was killed.
  await people.signInAgain()
  const until = Date.now() + settleMs
  for (;;) {
    const wrong = await wrongNow(cloud, people, isReal)
    if (wrong.length === 0 || Date.now() > until) return wrong
    await pause(500)
  }
}

async function wrongNow(cloud: CloudProcess, { admin, projects }: People, isReal: boolean): Promise<string[]> {
  const servers = await everyServer(admin)
  const moving = servers.filter((server) => server['OS-EXT-STS:task_state'] !== null || server.status === 'BUILD')
  const sentences = moving.map(
    (server) => `Server ${server.id} is still ${server.status}/${server['OS-EXT-STS:task_state']}.`,
  )
  const ids = servers.map(({ id }) => id)
  const placed = servers.filter((server) => server['OS-EXT-SRV-ATTR:host'] !== null).map(({ id }) => id)
  return [
    ...sentences,
    ...(await openJobs(cloud)).map((job) => `The job ${job} is still open.`),
    ...differing('allocations of', await consumers(admin), placed),
    ...missing('a port of', await portOwners(admin), ids),
    ...(await Promise.all(projects.map((project) => quotaOf(project.api.projectId, admin, servers)))).flat(),
    ...(isReal ? await onTheHost(cloud, placed) : []),
  ]
}

/** What stands for no server, and the servers that lack it. */
const differing = (what: string, found: readonly string[], wanted: readonly string[]) => [
  ...missing(what, found, wanted),
  ...wanted.filter((id) => !found.includes(id)).map((id) => `There are no ${what} server ${id}.`),
]

const missing = (what: string, found: readonly string[], wanted: readonly string[]) =>
  found.filter((id) => !wanted.includes(id)).map((id) => `There is ${what} ${id}, and no such server.`)

async function everyServer(admin: Api): Promise<Server[]> {
  const all: Server[] = []
  for (let marker = ''; ; marker = `&marker=${all.at(-1)!.id}`) {
    const path = `/compute/v2.1/servers/detail?all_tenants=1&limit=200${marker}`
    const { servers } = await admin.call<{ servers: Server[] }>('GET', path)
    all.push(...servers)
    if (servers.length < 200) return all
  }
}

async function consumers(admin: Api): Promise<string[]> {
  const { resource_providers } = await admin.call<{ resource_providers: { uuid: string }[] }>(
    'GET',
    '/placement/resource_providers',
  )
  const all = await Promise.all(
    resource_providers.map(({ uuid }) =>
      admin.call<{ allocations: Record<string, unknown> }>('GET', `/placement/resource_providers/${uuid}/allocations`),
    ),
  )
  return all.flatMap(({ allocations }) => Object.keys(allocations))
}

async function portOwners(admin: Api): Promise<string[]> {
  const { ports } = await admin.call<{ ports: { device_id: string; device_owner: string }[] }>(
    'GET',
    '/network/v2.0/ports',
  )
  return ports.filter((port) => port.device_owner === 'compute:nova').map((port) => port.device_id)
}

/** A resize that waits holds both flavors, so that its cores say nothing. */
async function quotaOf(projectId: string, admin: Api, servers: readonly Server[]): Promise<string[]> {
  const mine = servers.filter((server) => server.tenant_id === projectId)
  const { limits } = await admin.call<{ limits: { absolute: Record<string, number> } }>(
    'GET',
    `/compute/v2.1/limits?tenant_id=${projectId}`,
  )
  const used = limits.absolute['totalInstancesUsed']
  return used === mine.length ? [] : [`The quota of ${projectId} counts ${used} servers, and there are ${mine.length}.`]
}

async function openJobs(cloud: CloudProcess): Promise<string[]> {
  const client = new pg.Client({ connectionString: cloud.databaseUrl() })
  await client.connect()
  try {
    const { rows } = await client.query<{ id: string; flow: string }>(
      'select id, flow from platform.job where finished_at is null',
    )
    return rows.map(({ id, flow }) => `${flow} ${id}`)
  } finally {
    await client.end()
  }
}

/** Domains and disks of this cloud's own host. */
async function onTheHost(cloud: CloudProcess, placed: readonly string[]): Promise<string[]> {
  const folders = await readdir(join(cloud.dataDir, 'instances')).catch(() => [])
  const disks = folders.filter((name) => /^[\da-f]{8}-/.test(name))
  const domains = new Set(await domainsOnHost())
  return [
    ...missing('a disk of', disks, placed),
    ...disks.filter((id) => !domains.has(id)).map((id) => `There is a disk of ${id}, and no domain.`),
  ]
}
