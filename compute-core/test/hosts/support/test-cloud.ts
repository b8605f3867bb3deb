import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { buildGuestImage } from '#services/image/guest-image/build-guest-image'
import { type Database, openPool, overPool } from '#platform/db/database'
import { expectSound } from './audit-cloud.ts'
import type { CloudApi } from './cloud-api.ts'
import { type CloudServers, cloudServers } from './cloud-servers.ts'
import { type ControlProcess, port, repository, startControl, testCache } from './control-process.ts'
import { agentOf, type HostAgent } from './host-agent.ts'
import type { RoomProcess } from './room.ts'
import { openVirtualWorld, type VirtualHost, type VirtualWorld } from './virtual-hosts.ts'

/** A cloud of two control processes and three hosts, whose agents are to join yet. */
export interface TestCloud {
  world: VirtualWorld
  controls: readonly [ControlProcess, ControlProcess]
  /** By way of the first control process. */
  api: CloudApi
  servers: CloudServers
  host(name: string): VirtualHost
  agent(name: string): HostAgent
  /** Has these hosts join as somebody does who types what the API says, and waits until they are up. */
  join(names: readonly string[], by?: ControlProcess): Promise<void>
  /** The command that the API says to type on a host, from `join` on, to join by way of that control process: else the first. */
  joinCommand(hostName?: string, by?: ControlProcess): Promise<string[]>
  untilHost(name: string, state: 'up' | 'down' | 'gone', withinMs?: number): Promise<void>
  /** Looks into the database. */
  read<Found>(look: (db: Database) => Promise<Found>): Promise<Found>
  /** Has PostgreSQL end at once, as after a crash; whoever watches over it starts it again. */
  crashPostgres(): Promise<void>
  /** Sends requests from a host to that address over the wire, under the credentials in that file; what came back, each with its status. */
  sendByWire(
    from: string,
    credentials: string,
    to: string,
    requests: readonly { line: string; headers?: object; body?: unknown }[],
  ): Promise<{ line: string; status: number; body: string }[]>
  /** Opens a server's serial console by way of that control process, and types there until it ends. */
  typeAtConsole(id: string, by: ControlProcess): Promise<RoomProcess>
  /** Audits the whole cloud: every host that is on. */
  expectSound(withinMs?: number): Promise<void>
  close(): Promise<void>
}

const wirePort = 8790

/** What makes these clouds quick to notice things; nothing else is unlike a cloud of one's own. */
const quick = {
  report_interval: 2,
  service_down_time: 10,
  log_level: 'debug',
  quota: { instances: -1, cores: -1, ram: -1 },
}

export interface TestCloudOptions {
  settings?: Readonly<Record<string, unknown>>
  /** What the second control process has besides. */
  ofSecond?: Readonly<Record<string, unknown>>
}

/** Opens one; the second control process works on the database, the secrets and the images of the first. */
export async function openTestCloud(options: TestCloudOptions = {}): Promise<TestCloud> {
  // Its packages come from afar, and no way leads there from where control runs.
  await buildGuestImage({ workDir: join(testCache, 'guest-image'), log: () => {} })
  const world = await openVirtualWorld(['h1', 'h2', 'h3'])
  try {
    return await overWorld(world, options)
  } catch (error) {
    await world.close()
    throw error
  }
}

async function overWorld(world: VirtualWorld, options: TestCloudOptions): Promise<TestCloud> {
  const controls = await twoControls(world, options)
  const [{ api, dataDir }] = controls
  const agents = new Map(world.hosts.map((host) => [host.name, agentOf(host)]))
  const read = async <Found>(look: (db: Database) => Promise<Found>): Promise<Found> => {
    const db = overPool(openPool(databaseIn(dataDir), 4))
    try {
      return await look(db)
    } finally {
      await db.destroy()
    }
  }
  const cloud: TestCloud = {
    world,
    controls,
    api,
    servers: await cloudServers(world, api, read),
    host: (name) => world.hosts.find((host) => host.name === name)!,
    agent: (name) => agents.get(name)!,
    async join(names, by) {
      for (const name of names) await agents.get(name)!.join(await cloud.joinCommand(name, by))
      await Promise.all(names.map((name) => cloud.untilHost(name, 'up')))
    },
    async joinCommand(hostName, by = controls[0]) {
      const asked = { join_token: hostName === undefined ? {} : { host_name: hostName } }
      const { join_token: made } = await by.api.get('POST /compute/v2.1/kilonova/hosts/join-tokens', asked)
      const command = (made.commands as string[]).find((line) => line.includes(`//${by.address}:`))
      if (command === undefined) throw new Error(`No command leads to ${by.address}: ${made.commands.join('; ')}`)
      return command.replace('npm run agent -- ', '').split(' ')
    },
    async untilHost(name, state, withinMs = 30_000) {
      const stateOf = (hosts: { name: string; state: string }[]) =>
        hosts.find((host) => host.name === name)?.state ?? 'gone'
      await api.until('GET /compute/v2.1/kilonova/hosts', ({ hosts }) => stateOf(hosts) === state, withinMs)
    },
    read,
    async crashPostgres() {
      const pidFile = join(dataDir, 'postgres/cluster/postmaster.pid')
      await world.control.run('sh', '-c', `kill -QUIT $(head -n 1 ${pidFile})`)
    },
    async sendByWire(from, credentials, to, requests) {
      const script = join(import.meta.dirname, 'send-by-wire.ts')
      const args = [script, credentials, to, String(wirePort), JSON.stringify(requests)]
      const printed = await cloud
        .host(from)
        .room()
        .run(process.execPath, ...args)
      return printed
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    },
    async typeAtConsole(id, { api: door, address, dataDir: folder }) {
      const asked = { remote_console: { protocol: 'serial', type: 'serial' } }
      const { remote_console: made } = await door.get(`POST /compute/v2.1/servers/${id}/remote-consoles`, asked)
      const url = `ws://${address}:${port}/consoles/serial${new URL(made.url).search}`
      const options = { cwd: repository, env: { PATH: process.env['PATH']! }, log: join(folder, '../serial.log') }
      return world.control.start(process.execPath, [join(import.meta.dirname, 'serial-console.ts'), url], options)
    },
    expectSound: (withinMs) =>
      read((db) => expectSound({ db, hosts: world.hosts.filter((host) => host.isOn()) }, withinMs)),
    close: () => world.close(),
  }
  return cloud
}

async function twoControls(world: VirtualWorld, { settings: more, ofSecond }: TestCloudOptions) {
  const settings = { ...quick, ...more }
  const [folder, beside] = ['control-1', 'control-2'].map((name) => join(world.folder, name)) as [string, string]
  const [address, other] = world.controlAddresses
  const rest = { room: world.control, env: { KILONOVA_ROLES: 'api,conductor' } }
  const first = await startControl({ ...rest, folder, address, settings })
  await mkdir(join(beside, 'data'), { recursive: true, mode: 0o711 })
  await cp(join(first.dataDir, 'secrets'), join(beside, 'data/secrets'), { recursive: true })
  const shared = {
    database_url: databaseIn(first.dataDir),
    filesystem_store_datadir: join(first.dataDir, 'images'),
  }
  const second = await startControl({
    ...rest,
    folder: beside,
    address: other,
    settings: { ...settings, ...ofSecond, ...shared },
  })
  return [first, second] as const
}

/** Of the PostgreSQL in that data folder. */
const databaseIn = (dataDir: string) =>
  `postgresql://kilonova@localhost/postgres?host=${encodeURIComponent(join(dataDir, 'postgres/socket'))}`
