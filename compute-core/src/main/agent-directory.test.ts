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
  await expect(aDirectory(credentials, () => undefined).reach({ ...place, id: 'id-2' })).rejects.toThrow(
    /Somebody else listens/,
  )
})
