import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { createAgent } from '#agent/agent'
import { fakeDisks } from '#agent/disks/fake-disks'
import { forgottenHeader } from '#agent/membership-contract'
import { fakeNics } from '#agent/nics/fake-nics'
import { fakeDriver } from '#driver/fake/fake-driver'
import { silentLog } from '#platform/log'
import { sealWith } from '#platform/seal'
import type { Peer, WireEnv } from '#platform/wire/peer'
import { nothingDesired } from '#test/fake-host'
import { wireDoor } from './wire-door.ts'

const host: Peer = { kind: 'host', hostName: 'h1', identityId: 'id-1', serial: '01' }
const served = new Hono<WireEnv>().all('*', (c) => c.text(c.req.path))

/** A door with everything behind it, where the hosts of these identities are in force. */
function aDoor(inForce: readonly string[]) {
  const { app: agent } = createAgent({
    hostName: 'h1',
    driver: fakeDriver(),
    disks: fakeDisks(),
    nics: fakeNics(),
    seal: sealWith(Buffer.alloc(32)),
    states: nothingDesired,
    reports: { heartbeat: async () => {}, measured: async () => {}, powerChanged: async () => {} },
    reportIntervalSeconds: 60,
    metricsIntervalSeconds: 0,
    log: silentLog,
  })
  const rooms = { agent, hosts: new Map([['h1', agent]]), control: served, membership: served }
  const door = wireDoor({ ...rooms, standingOf: async ({ id }) => (inForce.includes(id) ? 'in-force' : 'forgotten') })
  return (path: string, peer: Peer, method = 'POST') => door.request(`http://kilonova${path}`, { method }, { peer })
}

const everywhere = [
  '/control/reports/heartbeat',
  '/control/images/x/data',
  '/control/renew',
  '/agent/commands',
  '/hosts/h1/commands',
]

test.each(everywhere)('a host that was forgotten gets nowhere, and hears why: %s', async (path) => {
  const response = await aDoor([])(path, host)
  expect(response.status).toBe(403)
  expect(response.headers.get(forgottenHeader)).toBe('true')
  expect(await response.json()).toMatchObject({ failure: { message: expect.stringContaining('forgotten host h1') } })
})

test('an agent for which another one speaks is heard only when it says where it is', async () => {
  const rooms = { control: served, membership: served, standingOf: async () => 'other-agent' as const }
  const ask = (path: string) => wireDoor(rooms).request(`http://kilonova${path}`, { method: 'POST' }, { peer: host })
  for (const path of ['/control/reports/heartbeat', '/control/images/x/data', '/control/renew'])
    expect((await ask(path)).status).toBe(409)
  // One that starts says so; one leaves by a command, while no agent of it runs.
  for (const path of ['/control/announce', '/control/leave']) expect((await ask(path)).status).toBe(200)
})

test('which start of an agent it is, is told to control alone', async () => {
  const ask = (peer: Peer) => wireDoor({ instance: 'this' }).request('http://kilonova/agent/instance', {}, { peer })
  expect(await (await ask({ kind: 'control' })).json()).toEqual({ instance: 'this' })
  expect((await ask({ kind: 'unknown' })).status).toBe(403)
})

test.each([
  ['a host', host],
  ['nobody', { kind: 'unknown' }],
] as const)('%s commands no agent, be it its own', async (_who, peer) => {
  for (const path of ['/agent/commands', '/agent/consoles/vnc/x', '/hosts/h1/commands', '/hosts/h1/consoles/serial/x'])
    expect((await aDoor(['id-1'])(path, peer)).status).toBe(403)
})

test('control commands the agent, and each path is read as its room has it', async () => {
  const door = aDoor(['id-1'])
  expect((await door('/agent/commands/1', { kind: 'control' }, 'GET')).status).toBe(404)
  expect(await (await door('/control/reports/power', host)).text()).toBe('/reports/power')
  expect(await (await door('/control/leave', host)).text()).toBe('/leave')
  expect((await door('/hosts/h2/commands', { kind: 'control' })).status).toBe(503)
  expect((await door('/elsewhere', { kind: 'control' })).status).toBe(403)
})
