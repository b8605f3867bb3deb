import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Database } from '#platform/db/database'
import type { CloudApi } from './cloud-api.ts'
import type { VirtualWorld } from './virtual-hosts.ts'

/** A server as the API shows it. */
export interface ShownServer {
  id: string
  name: string
  status: string
  addresses: Record<string, { addr: string }[]>
  'OS-EXT-SRV-ATTR:host': string | null
  'OS-EXT-STS:task_state': string | null
  fault?: { message: string }
}

/** The servers of a cloud, by way of the control process that `api` is at unless another is named. */
export interface CloudServers {
  /** Asks for servers of the small guest image, on the host of that name, or wherever. */
  create(names: readonly string[], on?: string, more?: object, by?: CloudApi): Promise<string[]>
  show(id: string, by?: CloudApi): Promise<ShownServer>
  /** Asks for an action, as `{ 'os-stop': null }` names one. */
  act(id: string, action: object, by?: CloudApi): Promise<void>
  /** Waits until the server has that status, with nothing under way. */
  untilStatus(id: string, status: string, withinMs?: number): Promise<ShownServer>
  /** Waits until each of them is active; throws with the fault of one that has come to nothing. */
  untilActive(ids: readonly string[], withinMs?: number, by?: CloudApi): Promise<ShownServer[]>
  /** Waits until nothing is under way with any of them, however it has ended. */
  untilAtRest(ids: readonly string[], withinMs?: number): Promise<ShownServer[]>
  /** Waits until the flow that makes the server is at that step, or past it. */
  untilStep(id: string, step: string): Promise<void>
  /** Whether the flow that makes the server is at that step now. */
  isAtStep(id: string, step: string): Promise<boolean>
  remove(ids: readonly string[], by?: CloudApi): Promise<void>
  untilGone(ids: readonly string[], withinMs?: number): Promise<void>
  /** Waits until the guest accepts a connection at its address, from its host. */
  untilAnswers(server: ShownServer, address?: string, withinMs?: number): Promise<void>
}

const path = '/compute/v2.1/servers'

/** The servers of the cloud in `world`; `read` looks into its database. */
export async function cloudServers(
  world: VirtualWorld,
  api: CloudApi,
  read: <Found>(look: (db: Database) => Promise<Found>) => Promise<Found>,
): Promise<CloudServers> {
  const { imageRef, flavorRef } = await smallest(api)
  const until = (id: string, accept: (server: ShownServer) => boolean, withinMs = 90_000, by = api) =>
    by.until(`GET ${path}/${id}`, ({ server }) => accept(server), withinMs).then(({ server }) => server as ShownServer)
  return {
    async create(names, on, more, by = api) {
      const place = on === undefined ? {} : { availability_zone: `nova:${on}` }
      const ask = (name: string) =>
        by.get(`POST ${path}`, { server: { name, imageRef, flavorRef, networks: 'auto', ...place, ...more } })
      return (await Promise.all(names.map(ask))).map(({ server }) => server.id)
    },
    show: async (id, by = api) => (await by.get(`GET ${path}/${id}`)).server,
    act: async (id, action, by = api) => void (await by.get(`POST ${path}/${id}/action`, action)),
    untilStatus: (id, status, withinMs) =>
      until(id, (server) => server.status === status && server['OS-EXT-STS:task_state'] === null, withinMs),
    untilActive: (ids, withinMs, by) =>
      Promise.all(
        ids.map(async (id) => {
          const server = await until(id, ({ status }) => ['ACTIVE', 'ERROR'].includes(status), withinMs, by)
          if (server.status === 'ERROR') throw new Error(`${server.name}: ${server.fault?.message}`)
          return server
        }),
      ),
    untilAtRest: (ids, withinMs) =>
      Promise.all(
        ids.map((id) => until(id, (it) => it['OS-EXT-STS:task_state'] === null && it.status !== 'BUILD', withinMs)),
      ),
    async untilStep(id, step) {
      await read(async (db) => {
        for (const deadline = Date.now() + 30_000; !(await findStep(db, id, step)); await pause(5))
          if (Date.now() > deadline) throw new Error(`The server ${id} has not come to the step ${step}.`)
      })
    },
    isAtStep: (id, step) => read(async (db) => (await findStep(db, id, step))?.finishedAt === null),
    async remove(ids, by = api) {
      await Promise.all(ids.map((id) => by.ask(`DELETE ${path}/${id}`)))
    },
    async untilGone(ids, withinMs = 60_000) {
      for (const deadline = Date.now() + withinMs; ; await pause(200)) {
        const answers = await Promise.all(ids.map((id) => api.ask(`GET ${path}/${id}`)))
        if (answers.every(({ status }) => status === 404)) return
        if (Date.now() > deadline) throw new Error(`Not gone after ${withinMs} ms: ${JSON.stringify(answers)}`)
      }
    },
    untilAnswers: (server, address = addressesOf(server)[0]!, withinMs = 120_000) =>
      untilAnswers(world, server, address, withinMs),
  }
}

async function findStep(db: Database, id: string, step: string): Promise<{ finishedAt: Date | null } | undefined> {
  const { rows } = await sql<{ finishedAt: Date | null }>`
    select e.finish_time as "finishedAt"
    from compute.instance_action_event e join compute.instance_action a on a.id = e.action_id
    where a.server_id = ${id} and a.action = 'create' and e.event like ${`%${step}`}`.execute(db)
  return rows[0]
}

/** The guest image that comes with the cloud, and the flavor that has just enough for it. */
async function smallest(api: CloudApi): Promise<{ imageRef: string; flavorRef: string }> {
  const { images } = await api.get('GET /image/v2/images')
  const { flavors } = await api.get('GET /compute/v2.1/flavors')
  const idOf = (all: { id: string; name: string }[], name: string) => all.find((one) => one.name === name)!.id
  return { imageRef: idOf(images, 'kilonova-guest-1'), flavorRef: idOf(flavors, 'm1.nano') }
}

async function untilAnswers(
  world: VirtualWorld,
  server: ShownServer,
  address: string,
  withinMs: number,
): Promise<void> {
  const { room } = world.hosts.find(({ name }) => name === server['OS-EXT-SRV-ATTR:host'])!
  const way = await room().run('ip', 'route', 'get', address)
  // By a cable of the cloud's own to the guest's network: nobody else who has that address is meant.
  if (!way.includes('dev knu')) throw new Error(`${address} is not on a network of this cloud: ${way}`)
  const connect = `exec 3<>/dev/tcp/${address}/22 && head -c 3 <&3`
  for (const deadline = Date.now() + withinMs; ; await pause(500)) {
    const said = await room()
      .run('timeout', '3', 'bash', '-c', connect)
      .catch(() => '')
    if (said === 'SSH') return
    if (Date.now() > deadline) throw new Error(`${server.name} does not answer at ${address} on its host.`)
  }
}

/** Where a server is reached, as it shows it. */
export const addressesOf = ({ addresses }: ShownServer): string[] =>
  Object.values(addresses).flatMap((all) => all.map(({ addr }) => addr))
