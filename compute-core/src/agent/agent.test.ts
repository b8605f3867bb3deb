import { pino } from 'pino'
import { expect, test } from 'vitest'
import { fakeDriver } from '#driver/fake/fake-driver'
import { CloudError, unavailable } from '#platform/errors'
import { newId, type ServerId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { sealWith } from '#platform/seal'
import { createAgent } from './agent.ts'
import { fakeDisks } from './disks/fake-disks.ts'
import { aGuestOrder, aPort } from './orders/a-guest-order.ts'
import { fakeNics } from './nics/fake-nics.ts'
import type { AgentReports } from './orders/order-contract.ts'

type Heartbeat = Parameters<AgentReports['heartbeat']>[0]
type PowerChange = Parameters<AgentReports['powerChanged']>[0]

const seal = sealWith(Buffer.alloc(32, 1))

function anAgent() {
  const driver = fakeDriver()
  const disks = fakeDisks()
  const nics = fakeNics()
  const heard = { beats: [] as Heartbeat[], changes: [] as PowerChange[] }
  const reports: AgentReports = {
    heartbeat: async (report) => void heard.beats.push(report),
    powerChanged: async (report) => void heard.changes.push(report),
  }
  const agent = createAgent({
    hostName: 'fake-1',
    driver,
    disks,
    nics,
    seal,
    reports,
    reportIntervalSeconds: 3600,
    log: silentLog,
  })
  const order: typeof agent.client.order = (kind, id, params) => agent.client.order(kind, id, params)
  return { agent, order, driver, disks, nics, ...heard }
}

/** An agent whose cloud does not hear it, and what it says about that. */
function aTroubledAgent() {
  const log: string[] = []
  const isDown = { now: true, asked: 0 }
  const said = { write: (line: string) => void log.push((JSON.parse(line) as { msg: string }).msg) }
  const agent = createAgent({
    hostName: 'fake-1',
    driver: fakeDriver(),
    disks: fakeDisks(),
    nics: fakeNics(),
    seal,
    reports: {
      async heartbeat() {
        isDown.asked += 1
        if (isDown.now) throw new Error('The database is away.')
      },
      powerChanged: async () => undefined,
    },
    reportIntervalSeconds: 0.005,
    log: pino({}, said),
  })
  return { agent, log, isDown }
}

test('a server lives its life through orders', async () => {
  const { order, driver, disks } = anAgent()
  const guest = aGuestOrder()
  const { serverId } = guest
  await order('nics-plug', '1', { serverId, ports: [] })
  await order('disks-create', '2', guest)
  expect(await order('guest-spawn', '3', guest)).toEqual({ power: 'running' })
  expect(await order('console-log', '4', { serverId, maxBytes: 6 })).toEqual({ text: 'ogin: ' })
  expect(await order('guest-power-off', '5', { serverId, graceMs: 0 })).toEqual({ power: 'shutdown' })
  expect(await order('guest-power-on', '6', guest)).toEqual({ power: 'running' })
  expect(await order('guest-reboot', '7', { guest, hard: true, graceMs: 0 })).toEqual({
    power: 'running',
    fellBack: false,
  })
  await order('guest-destroy', '8', { serverId })
  await order('nics-unplug', '9', { serverId, ports: [] })
  await order('disks-delete', '10', { serverId })
  expect(await order('console-log', '11', { serverId, maxBytes: 6 })).toEqual({ text: null })
  expect([...(await driver.listGuests())]).toEqual([])
  expect(await disks.list()).toEqual([])
})

test('a guest that ignores a soft reboot is reset, and the answer says so', async () => {
  const { order, driver } = anAgent()
  const guest = aGuestOrder()
  await order('guest-spawn', '1', guest)
  expect(await order('guest-reboot', '2', { guest, hard: false, graceMs: 1 })).toMatchObject({ fellBack: false })
  driver.ignoresPowerButton(guest.serverId)
  expect(await order('guest-reboot', '3', { guest, hard: false, graceMs: 1 })).toEqual({
    power: 'running',
    fellBack: true,
  })
})

test('an order asked for twice is carried out once', async () => {
  const { order, driver } = anAgent()
  const guest = aGuestOrder()
  const both = await Promise.all([order('guest-spawn', 'one', guest), order('guest-spawn', 'one', guest)])
  expect(both).toEqual([{ power: 'running' }, { power: 'running' }])
  expect(await order('guest-spawn', 'one', guest)).toEqual({ power: 'running' })
  expect(driver.callsOf('spawn')).toBe(1)
})

test('a failure comes out as the failure it was', async () => {
  const { order, disks } = anAgent()
  disks.failNextCreate(unavailable('Disk space under /srv', 'Free some.', new Error('ENOSPC')))
  const failure = await order('disks-create', '1', aGuestOrder()).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(CloudError)
  expect((failure as CloudError).failure).toEqual({
    kind: 'unavailable',
    what: 'Disk space under /srv',
    hint: 'Free some.',
  })
})

test("a hypervisor's own error keeps its sentence", async () => {
  const { order, driver } = anAgent()
  driver.failNext('spawn', new Error('The host has no machine type q35.'))
  await expect(order('guest-spawn', '1', aGuestOrder())).rejects.toThrow('The host has no machine type q35.')
})

test('a host reports itself at once, with its guests and with disks that have none', async () => {
  const { agent, order, beats } = anAgent()
  const guest = aGuestOrder()
  const leftover = aGuestOrder()
  await order('disks-create', '1', guest)
  await order('disks-create', '2', leftover)
  await order('guest-spawn', '3', guest)
  agent.start()
  await agent.stop()
  expect(beats).toHaveLength(1)
  expect(beats[0]).toMatchObject({ hostName: 'fake-1', guests: [[guest.serverId, 'running']] })
  expect(beats[0]?.disks).toEqual([guest.serverId, leftover.serverId])
})

test('links of servers that have nothing else here are swept away', async () => {
  const { agent, order, nics } = anAgent()
  const [guest, gone] = [aGuestOrder({ ports: [aPort()] }), aGuestOrder({ ports: [aPort()] })]
  for (const { serverId, ports } of [guest, gone]) await order('nics-plug', serverId, { serverId, ports })
  await order('disks-create', '1', guest)
  agent.start()
  await agent.stop()
  expect([...nics.plugged.keys()]).toEqual([guest.serverId])
})

test('a cloud that cannot be reached is told of once, until it can be again', async () => {
  const { agent, log, isDown } = aTroubledAgent()
  agent.start()
  await expect.poll(() => log.filter((line) => line.startsWith('Heartbeat failed'))).toHaveLength(1)
  await expect.poll(() => isDown.asked).toBeGreaterThan(3)
  expect(agent.trouble()).toBe('The database is away.')
  isDown.now = false
  await expect.poll(() => log.at(-1)).toBe('Heartbeat works again.')
  expect(agent.trouble()).toBeUndefined()
  expect(log).toEqual(['Heartbeat failed: The database is away.', 'Heartbeat works again.'])
  await agent.stop()
})

test('a guest that shuts itself down is reported at once', async () => {
  const { agent, order, driver, changes } = anAgent()
  const { serverId, ...rest } = aGuestOrder()
  agent.start()
  await order('guest-spawn', '1', { serverId, ...rest })
  driver.guestShutsDown(serverId)
  expect(changes.at(-1)).toEqual({ hostName: 'fake-1', serverId, power: 'shutdown' })
  await agent.stop()
})

test('an agent that is stopping takes no new order', async () => {
  const { agent, order } = anAgent()
  await agent.stop()
  await expect(order('guest-destroy', '1', { serverId: newId<ServerId>() })).rejects.toThrow('stopping')
})

test('a guest has a screen while it runs', async () => {
  const { agent, order } = anAgent()
  const guest = aGuestOrder()
  expect(await agent.client.openVnc(guest.serverId)).toBeUndefined()
  await order('guest-spawn', '1', guest)
  const stream = await agent.client.openVnc(guest.serverId)
  expect(stream).toBeDefined()
  stream?.destroy()
})

test('a guest has a serial port while it runs', async () => {
  const { agent, order } = anAgent()
  const guest = aGuestOrder()
  expect(await agent.client.openSerial(guest.serverId)).toBeUndefined()
  await order('guest-spawn', '1', guest)
  const stream = await agent.client.openSerial(guest.serverId)
  expect(stream).toBeDefined()
  stream?.destroy()
})

test('a guest is paused and goes on, is suspended and resumes with its memory', async () => {
  const { order, driver } = anAgent()
  const guest = aGuestOrder()
  const { serverId } = guest
  await order('guest-spawn', '1', guest)
  expect(await order('guest-pause', '2', { serverId })).toEqual({ power: 'paused' })
  expect(await order('guest-unpause', '3', { serverId })).toEqual({ power: 'running' })
  await order('guest-nmi', '4', { serverId })
  expect(await order('guest-suspend', '5', { serverId })).toEqual({ power: 'shutdown' })
  expect(driver.isSaved(serverId)).toBe(true)
  expect(await order('guest-resume', '6', guest)).toEqual({ power: 'running' })
  expect(driver.nmisOf(serverId)).toBe(1)
})

test('a password reaches its user, and only this agent reads it on the way', async () => {
  const { order, driver } = anAgent()
  const guest = aGuestOrder()
  const { serverId } = guest
  await order('guest-spawn', '1', guest)
  await order('guest-set-password', '2', { serverId, user: 'root', sealedPassword: seal.close('secret') })
  expect(driver.passwordOf(serverId, 'root')).toBe('secret')
})

test('a guest is measured while it has power', async () => {
  const { order } = anAgent()
  const guest = aGuestOrder()
  const { serverId } = guest
  expect(await order('guest-diagnostics', '1', { serverId })).toEqual({ diagnostics: null })
  await order('guest-spawn', '2', guest)
  expect((await order('guest-diagnostics', '3', { serverId })).diagnostics).toMatchObject({ power: 'running' })
})
