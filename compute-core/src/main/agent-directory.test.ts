import { createServer, type AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterEach, expect, test } from 'vitest'
import { aGuestCommand } from '#agent/commands/a-guest-command'
import { newId } from '#platform/ids'
import { silentLog } from '#platform/log'
import type { WireCredentials } from '#platform/wire/credentials'
import { listenForPeers } from '#platform/wire/h2-listener'
import { aWire } from '#test/a-wire'
import { fakeHost, type FakeHost } from '#test/fake-host'
import { agentDirectory, type DialledHost } from './agent-directory.ts'
import { wireDoor, type WireRooms } from './wire-door.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close()
})

/** A process that serves `rooms` at a port of its own. */
async function serving(credentials: WireCredentials, rooms: WireRooms): Promise<number> {
  const listener = await listenForPeers({
    host: '127.0.0.1',
    port: 0,
    credentials,
    app: wireDoor(rooms),
    log: silentLog,
  })
  open.push(listener)
  return listener.port
}

/** The directory of a control process that finds `elsewhere`. */
function aDirectory(credentials: WireCredentials, elsewhere: (hostName: string) => DialledHost | undefined) {
  const directory = agentDirectory({
    credentials: () => credentials,
    identityOf: async (hostName) => elsewhere(hostName),
    forHost: () => (_kind, params) => params,
  })
  open.push(directory)
  return directory
}

const spawn = (directory: ReturnType<typeof aDirectory>, host: FakeHost) =>
  directory.find(host.name).command('guest-spawn', newId<string>(), aGuestCommand())

test('a host within another control process is told over the port of that one', async () => {
  const wire = await aWire()
  const host = fakeHost({ hostname: 'node-1' })
  const port = await serving(await wire.control(), { hosts: new Map([[host.name, host.app]]) })
  const directory = aDirectory(await wire.control(), () => ({
    address: '127.0.0.1',
    port,
    id: 'local:node-1',
    isInControl: true,
  }))
  expect(await spawn(directory, host)).toEqual({ power: 'running' })
  expect(host.driver.callsOf('spawn')).toBe(1)
  const gone = directory.find('node-2').command('guest-spawn', newId<string>(), aGuestCommand())
  await expect(gone).rejects.toMatchObject({ failure: { detail: expect.stringContaining('node-2 is not available') } })
})

test('a host that has joined is told at its own port, and nobody who only has its place', async () => {
  const wire = await aWire()
  const host = fakeHost({ hostname: 'node-1' })
  const port = await serving(await wire.host('node-1', 'id-1'), { agent: host.app })
  const place = { address: '127.0.0.1', port }
  const credentials = await wire.control()
  expect(
    await spawn(
      aDirectory(credentials, () => ({ ...place, id: 'id-1' })),
      host,
    ),
  ).toEqual({ power: 'running' })
  const here = { address: '127.0.0.1', isThisMachine: true }
  await expect(aDirectory(credentials, () => undefined).reach({ ...place, id: 'id-2' }, here)).rejects.toThrow(
    'Nobody answers as this host at',
  )
})

/** An address of this machine that others may reach; without a network there is none. */
const address = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address

test.skipIf(address === undefined)(
  'a host that names a place learns nothing of what is there: neither from what it is told nor from how long it takes',
  async () => {
    const wire = await aWire()
    const other = createServer((socket) => socket.end('220 mail\r\n'))
    await new Promise<void>((resolve) => other.listen(0, address, () => resolve()))
    open.push(other)
    const { port } = other.address() as AddressInfo
    const directory = aDirectory(await wire.control(), () => undefined)
    const from = { address: '10.9.9.9', isThisMachine: false }
    const told = async (at: number) => {
      const begun = performance.now()
      const error = await directory
        .reach({ address: address!, port: at, id: 'id-1' }, from)
        .catch((reason: Error) => reason)
      return { said: (error as Error).message.replace(`:${at}`, ':<port>'), ms: performance.now() - begun }
    }
    const [taken, closed] = await Promise.all([told(port), told(1)])
    expect(taken.said).toBe(`Nobody answers as this host at ${address}:<port>.`)
    expect(closed.said).toBe(taken.said)
    for (const { ms } of [taken, closed]) expect(ms).toBeGreaterThan(2_900)
  },
)

test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1', '0.0.0.0', '169.254.169.254', 'fe80::1', '224.0.0.1', 'ff02::1'])(
  'control does not dial %s because another machine says so',
  async (address) => {
    const directory = aDirectory(await (await aWire()).control(), () => undefined)
    const reached = directory.reach({ address, port: 1, id: 'id-1' }, { address: '10.9.9.9', isThisMachine: false })
    await expect(reached).rejects.toThrow(`Other machines do not reach ${address}: it is no address of a host.`)
  },
)

test('a directory that was closed opens no connection any more', async () => {
  const wire = await aWire()
  const host = fakeHost({ hostname: 'node-1' })
  let dialled = 0
  const counted = { fetch: (...request: Parameters<typeof host.app.fetch>) => (dialled++, host.app.fetch(...request)) }
  const port = await serving(await wire.host('node-1', 'id-1'), { agent: counted })
  const reading = Promise.withResolvers<void>()
  const directory = agentDirectory({
    credentials: await wire.control().then((credentials) => () => credentials),
    identityOf: async () => reading.promise.then(() => ({ address: '127.0.0.1', port, id: 'id-1' })),
    forHost: () => (_kind, params) => params,
  })
  const spawned = spawn(directory, host)
  directory.close()
  reading.resolve()
  await expect(spawned).rejects.toMatchObject({ failure: { detail: expect.stringContaining('has ended') } })
  expect(dialled).toBe(0)
})
