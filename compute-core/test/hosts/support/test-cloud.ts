import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Database, openPool, overPool } from '#platform/db/database'
import { expectSound } from './audit-cloud.ts'
import type { CloudApi } from './cloud-api.ts'
import { type ControlProcess, startControl } from './control-process.ts'
import { openVirtualWorld, type VirtualHost, type VirtualWorld } from './virtual-hosts.ts'

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

/** A cloud of two control processes and three hosts that nobody has joined yet. */
export interface TestCloud {
  world: VirtualWorld
  controls: readonly [ControlProcess, ControlProcess]
  /** By way of the first control process. */
  api: CloudApi
  host(name: string): VirtualHost
  /** Asks for servers of the small guest image, on the host of that name, or wherever. */
  create(names: readonly string[], on?: string): Promise<string[]>
  /** Waits until each of them is active; throws with the fault of one that has come to nothing. */
  untilActive(ids: readonly string[], withinMs?: number): Promise<ShownServer[]>
  remove(ids: readonly string[]): Promise<void>
  server(id: string): Promise<ShownServer>
  /** Waits until the guest accepts a connection at its address, from its host. */
  untilAnswers(server: ShownServer, address?: string, withinMs?: number): Promise<void>
  /** Audits the whole cloud: every host that is on. */
  expectSound(withinMs?: number): Promise<void>
  /** Looks into the database. */
  read<Found>(look: (db: Database) => Promise<Found>): Promise<Found>
  close(): Promise<void>
}

/** What makes these clouds quick to notice things; nothing else is unlike a cloud of one's own. */
const settings = {
  report_interval: 2,
  service_down_time: 10,
  log_level: 'debug',
  quota: { instances: -1, cores: -1, ram: -1 },
}

/** Opens one; the second control process works on the database, the secrets and the images of the first. */
export async function openTestCloud(more: Readonly<Record<string, unknown>> = {}): Promise<TestCloud> {
  const world = await openVirtualWorld(['h1', 'h2', 'h3'])
  try {
    return await overWorld(world, { ...settings, ...more })
  } catch (error) {
    await world.close()
    throw error
  }
}

async function overWorld(world: VirtualWorld, given: Readonly<Record<string, unknown>>): Promise<TestCloud> {
  const [first, second] = await twoControls(world, given)
  const { api } = first
  const database = databaseOf(first)
  const [{ images }, { flavors }] = await Promise.all([
    api.get('GET /image/v2/images'),
    api.get('GET /compute/v2.1/flavors'),
  ])
  const named = (all: { id: string; name: string }[], start: string) =>
    all.find(({ name }) => name.startsWith(start))!.id
  const [imageRef, flavorRef] = [named(images, 'kilonova-guest'), named(flavors, 'm1.nano')]
  const server = async (id: string): Promise<ShownServer> => (await api.get(`GET /compute/v2.1/servers/${id}`)).server
  const host = (name: string) => world.hosts.find((each) => each.name === name)!
  const read = async <Found>(look: (db: Database) => Promise<Found>): Promise<Found> => {
    const db = overPool(openPool(database, 4))
    try {
      return await look(db)
    } finally {
      await db.destroy()
    }
  }
  return {
    world,
    controls: [first, second],
    api,
    host,
    server,
    read,
    async create(names, on) {
      const place = on === undefined ? {} : { availability_zone: `nova:${on}` }
      const made = names.map((name) =>
        api.get('POST /compute/v2.1/servers', {
          server: { name, imageRef, flavorRef, networks: 'auto', ...place },
        }),
      )
      return (await Promise.all(made)).map((body) => body.server.id)
    },
    async untilActive(ids, withinMs = 90_000) {
      return Promise.all(
        ids.map(async (id) => {
          const line = `GET /compute/v2.1/servers/${id}`
          const ended = await api.until(line, (body) => ['ACTIVE', 'ERROR'].includes(body.server.status), withinMs)
          if (ended.server.status === 'ERROR') throw new Error(`${ended.server.name}: ${ended.server.fault?.message}`)
          return ended.server
        }),
      )
    },
    async remove(ids) {
      await Promise.all(ids.map((id) => api.ask(`DELETE /compute/v2.1/servers/${id}`)))
    },
    async untilAnswers(shown, address = addressesOf(shown)[0]!, withinMs = 120_000) {
      const { room } = host(shown['OS-EXT-SRV-ATTR:host']!)
      const way = await room().run('ip', 'route', 'get', address)
      // The guest's network hangs on this host by a cable of the cloud's own: nobody else who has that address is meant.
      if (!way.includes('dev knu')) throw new Error(`${address} is not reached by the cloud's own cable: ${way}`)
      const connect = `exec 3<>/dev/tcp/${address}/22 && head -c 3 <&3`
      for (const deadline = Date.now() + withinMs; ; await pause(500)) {
        const said = await room()
          .run('timeout', '3', 'bash', '-c', connect)
          .catch(() => '')
        if (said === 'SSH') return
        if (Date.now() > deadline) throw new Error(`${shown.name} does not answer at ${address} on its host.`)
      }
    },
    expectSound: (withinMs) =>
      read((db) => expectSound({ db, hosts: world.hosts.filter((host) => host.isOn()) }, withinMs)),
    close: () => world.close(),
  }
}

async function twoControls(world: VirtualWorld, given: Readonly<Record<string, unknown>>) {
  const [folder, beside] = ['control-1', 'control-2'].map((name) => join(world.folder, name)) as [string, string]
  const [address, other] = world.controlAddresses
  const env = { KILONOVA_ROLES: 'api,conductor' }
  await mkdir(folder, { mode: 0o711 })
  const first = await startControl({ room: world.control, folder, address, settings: given, env })
  await mkdir(join(beside, 'data'), { recursive: true, mode: 0o711 })
  await cp(join(folder, 'data/secrets'), join(beside, 'data/secrets'), { recursive: true })
  const second = await startControl({
    room: world.control,
    folder: beside,
    address: other,
    settings: { ...given, database_url: databaseOf(first) },
    env,
  })
  return [first, second] as const
}

const databaseOf = ({ dataDir }: ControlProcess) =>
  `postgresql://kilonova@localhost/postgres?host=${encodeURIComponent(join(dataDir, 'postgres/socket'))}`

/** Where a server is reached, as it shows it. */
export const addressesOf = ({ addresses }: ShownServer): string[] =>
  Object.values(addresses).flatMap((all) => all.map(({ addr }) => addr))
