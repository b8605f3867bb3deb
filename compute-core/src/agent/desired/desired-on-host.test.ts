import { afterEach, expect, test } from 'vitest'
import type { PortInfo } from '#domain/server/server'
import { aGuestSpec } from '#driver/fake/a-guest-spec'
import { fakeDriver } from '#driver/fake/fake-driver'
import { newId, type ServerId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { type WantedStates, wantedStates } from '#test/wanted-states'
import { aGuestCommand, aPort } from '../commands/a-guest-command.ts'
import { fakeDisks } from '../disks/fake-disks.ts'
import { fakeNics } from '../nics/fake-nics.ts'
import { type DesiredOnHost, type DesiredOptions, openDesired } from './desired-on-host.ts'

const opened: DesiredOnHost[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((desired) => desired.stop()))
})

/** A host and what it has to know; `again` is its agent's next process, over the same networks and guests. */
function aHost(states: WantedStates = wantedStates(), options: Partial<DesiredOptions> = {}) {
  const host = { driver: fakeDriver(), disks: fakeDisks(), nics: fakeNics() }
  const again = () => {
    const desired = openDesired({ host, states, log: silentLog, reportAfterMs: 1, retryMs: 5, ...options })
    opened.push(desired)
    return desired
  }
  return { ...host, states, desired: again(), again }
}

const aServer = () => newId<ServerId>()
const plugged = ({ nics }: ReturnType<typeof aHost>, id: ServerId) => [...(nics.plugged.get(id) ?? [])]
const idsOf = (ports: readonly PortInfo[]) => ports.map(({ portId }) => portId)

/** A server with a guest that runs here, which has a card of each port. */
async function aGuest({ driver, nics }: ReturnType<typeof aHost>, ports: readonly PortInfo[]): Promise<ServerId> {
  const spec = aGuestSpec({ nics: nics.linksFor(ports) })
  await driver.spawn(spec)
  return spec.serverId
}

test('a server gets what it should have, and loses what it should not', async () => {
  const host = aHost()
  const [server, first, second] = [aServer(), aPort(), aPort()]
  await host.desired.reach(server, host.states.want(server, [first, second]))
  expect(plugged(host, server)).toEqual(idsOf([first, second]))
  await host.desired.reach(server, host.states.want(server, [second]))
  expect(plugged(host, server)).toEqual(idsOf([second]))
  await host.desired.reach(server, host.states.want(server, undefined))
  expect(host.nics.plugged.has(server)).toBe(false)
})

test('what a port lets through is changed at the card of its guest; a server without a guest has none', async () => {
  const host = aHost()
  const port = aPort()
  const server = await aGuest(host, [port])
  const more = {
    ...port,
    filter: 'closed' as const,
    fixedIps: [...port.fixedIps, { ...port.fixedIps[0]!, address: '10.0.0.6' }],
  }
  await host.desired.reach(server, host.states.want(server, [more]))
  expect(host.driver.specOf(server)!.nics).toMatchObject([{ filter: 'closed', fixedIps: ['10.0.0.5', '10.0.0.6'] }])
  const bare = aServer()
  await host.desired.reach(bare, host.states.want(bare, [aPort()]))
  expect(host.driver.callsOf('updateNic')).toBe(1)
})

test('only what is new is asked for, and nothing that is known already', async () => {
  const host = aHost()
  const [one, other] = [aServer(), aServer()]
  const first = host.states.want(one, [aPort()])
  await host.desired.reach(one, first)
  const second = host.states.want(other, [aPort()])
  await host.desired.reach(other, second)
  await host.desired.reach(one, first)
  expect(host.states.asked).toEqual([0, first])
})

test('asked in any order and again and again, a server is what it should be by now', async () => {
  const host = aHost()
  const server = aServer()
  const generations = Array.from({ length: 5 }, () => host.states.want(server, [aPort()]))
  const last = [aPort()]
  generations.push(host.states.want(server, last))
  const asked = generations.toReversed().flatMap((generation) => [generation, generation])
  await Promise.all(asked.map((generation) => host.desired.reach(server, generation)))
  expect(plugged(host, server)).toEqual(idsOf(last))
})

test('of two changes at once neither is lost, though the answer to the first was on its way when the second was made', async () => {
  const host = aHost()
  const [one, other] = [aServer(), aServer()]
  const ports = [aPort()]
  let second: Promise<void> | undefined
  host.states.before = async (what) => {
    if (what !== 'desired' || second) return
    second = host.desired.reach(other, host.states.want(other, ports))
  }
  await host.desired.reach(one, host.states.want(one, [aPort()]))
  await second
  expect(plugged(host, other)).toEqual(idsOf(ports))
})

test('an agent that ended between doing and reporting does it again when it is back, and reports', async () => {
  const host = aHost()
  const [server, port] = [aServer(), aPort()]
  host.states.before = async (what) => {
    if (what === 'reached') throw new Error('The connection is gone.')
  }
  await host.desired.reach(server, host.states.want(server, [port]))
  await host.desired.stop()
  expect(host.states.reports).toEqual([])
  host.states.before = async () => {}
  host.again().start()
  await expect.poll(() => host.states.reports).toEqual([{ generation: 1, troubles: [] }])
  expect(host.states.asked).toEqual([0, 0])
  expect(plugged(host, server)).toEqual(idsOf([port]))
})

test('what was changed while the agent was away is made true when it is back: ports that went, servers that went', async () => {
  const host = aHost()
  const [server, leaver, kept] = [aServer(), aServer(), aPort()]
  await host.desired.reach(server, host.states.want(server, [aPort(), kept]))
  await host.desired.reach(leaver, host.states.want(leaver, [aPort()]))
  await host.desired.stop()
  host.states.want(server, [kept])
  host.states.want(leaver, undefined)
  host.again().start()
  await expect.poll(() => plugged(host, server)).toEqual(idsOf([kept]))
  await expect.poll(() => host.nics.plugged.has(leaver)).toBe(false)
})

test('what is in no document stays while it has a guest or disks here, and goes otherwise', async () => {
  const host = aHost()
  const [orphan, withDisks] = [aServer(), aServer()]
  const withGuest = await aGuest(host, [])
  for (const id of [orphan, withDisks, withGuest]) await host.nics.plug(id, [aPort()])
  await host.disks.create(aGuestCommand({ serverId: withDisks }))
  host.desired.start()
  await expect.poll(() => host.nics.plugged.has(orphan)).toBe(false)
  expect([...host.nics.plugged.keys()].toSorted()).toEqual([withDisks, withGuest].toSorted())
})

test('while nobody answers everything stays as it is; then it goes on by itself', async () => {
  const host = aHost()
  const [server, port] = [aServer(), aPort()]
  await host.nics.plug(server, [port])
  host.states.want(server, [port])
  let isAway = true
  host.states.before = async () => {
    if (isAway) throw new Error('Nobody answers.')
  }
  host.desired.start()
  await expect.poll(() => host.states.asked.length).toBeGreaterThan(2)
  expect(plugged(host, server)).toEqual(idsOf([port]))
  await expect(host.desired.reach(server, 1)).rejects.toThrow('Nobody answers.')
  isAway = false
  await expect.poll(() => host.states.reports).toEqual([{ generation: 1, troubles: [] }])
})

test('what fails holds up nobody else, is reported in a sentence, and is tried until it works', async () => {
  const host = aHost()
  const [bad, good] = [aServer(), aServer()]
  const { settle } = host.nics
  let isBroken = true
  host.nics.settle = async (id, ports) => {
    if (id === bad && isBroken) throw new Error('There is no bridge.')
    return settle(id, ports)
  }
  const refused = host.desired.reach(bad, host.states.want(bad, [aPort()]))
  await Promise.all([
    expect(refused).rejects.toThrow('There is no bridge.'),
    host.desired.reach(good, host.states.want(good, [aPort()])),
  ])
  expect(host.nics.plugged.has(good)).toBe(true)
  const told = { generation: 2, troubles: [{ serverId: bad, message: 'There is no bridge.' }] }
  await expect.poll(() => host.states.reports.at(-1)).toEqual(told)
  isBroken = false
  await expect.poll(() => host.states.reports.at(-1)).toEqual({ generation: 2, troubles: [] })
  expect(host.nics.plugged.has(bad)).toBe(true)
})

test('a generation is reported as reached only when all of it is true', async () => {
  const host = aHost()
  const [slow, quick] = [aServer(), aServer()]
  const { settle } = host.nics
  const held = Promise.withResolvers<void>()
  host.nics.settle = async (id, ports) => {
    if (id === slow) await held.promise
    return settle(id, ports)
  }
  host.states.want(slow, [aPort()])
  host.states.want(quick, [aPort()])
  host.desired.start()
  await expect.poll(() => host.nics.plugged.has(quick)).toBe(true)
  await new Promise((resolve) => setImmediate(resolve))
  expect(host.states.reports).toEqual([])
  held.resolve()
  await expect.poll(() => host.states.reports).toEqual([{ generation: 2, troubles: [] }])
})

test('of all that it is told anew only what has changed is looked at', async () => {
  const host = aHost(wantedStates(), { checkEveryMs: 1, wholeEveryMs: 0 })
  const servers = Array.from({ length: 50 }, aServer)
  for (const server of servers) host.states.want(server, [aPort()])
  let settled = 0
  const { settle } = host.nics
  host.nics.settle = async (id, ports) => {
    settled++
    return settle(id, ports)
  }
  host.desired.start()
  await expect.poll(() => host.states.asked.length).toBeGreaterThan(3)
  expect(host.states.asked.every((since) => since === 0)).toBe(true)
  expect(settled).toBe(50)
  host.states.want(servers[7]!, [aPort()])
  await expect.poll(() => settled).toBe(51)
})

test('a cloud that was restored from a copy tells all of it, at an earlier generation', async () => {
  const host = aHost()
  const [server, left] = [aServer(), aServer()]
  for (let time = 0; time < 9; time++) host.states.want(left, [aPort()])
  await host.desired.reach(left, 9)
  const port = aPort()
  host.states.spoil = () => ({ generation: 2, isWhole: true, servers: [{ serverId: server, ports: [port] }], gone: [] })
  await host.desired.reach(server, 12)
  expect(plugged(host, server)).toEqual(idsOf([port]))
  await expect.poll(() => host.nics.plugged.has(left)).toBe(false)
})
