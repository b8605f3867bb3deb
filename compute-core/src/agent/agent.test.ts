import { pino } from 'pino'
import { expect, test } from 'vitest'
import { aGuestSpec } from '#driver/fake/a-guest-spec'
import { fakeDriver } from '#driver/fake/fake-driver'
import { CloudError, invalid, unavailable } from '#platform/errors'
import { newId, type ServerId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { sealWith } from '#platform/seal'
import { inProcess } from '#platform/wire/in-process'
import { nothingDesired } from '#test/fake-host'
import { createAgent } from './agent.ts'
import { fakeDisks } from './disks/fake-disks.ts'
import { aGuestCommand, aPort } from './commands/a-guest-command.ts'
import { fakeNics } from './nics/fake-nics.ts'
import type { AgentReports } from './commands/command-contract.ts'
import { remoteAgentClient } from './remote-agent-client.ts'

type Heartbeat = Parameters<AgentReports['heartbeat']>[0]
type Measured = Parameters<AgentReports['measured']>[0]
type PowerChange = Parameters<AgentReports['powerChanged']>[0]

const seal = sealWith(Buffer.alloc(32, 1))

function anAgent({ metricsIntervalSeconds = 0, log = silentLog } = {}) {
  const driver = fakeDriver()
  const disks = fakeDisks()
  const nics = fakeNics()
  const heard = { beats: [] as Heartbeat[], changes: [] as PowerChange[], measured: [] as Measured[] }
  const reports: AgentReports = {
    heartbeat: async (report) => void heard.beats.push(report),
    measured: async (report) => void heard.measured.push(report),
    powerChanged: async (report) => void heard.changes.push(report),
  }
  const agent = createAgent({
    hostName: 'fake-1',
    driver,
    disks,
    nics,
    seal,
    states: nothingDesired,
    reports,
    reportIntervalSeconds: 3600,
    metricsIntervalSeconds,
    log,
  })
  const client = remoteAgentClient({ hostName: 'fake-1', fetch: inProcess(agent.app, { kind: 'control' }) })
  const command: typeof client.command = (kind, id, params) => client.command(kind, id, params)
  return { agent, client, command, driver, disks, nics, ...heard }
}

/** A log, and the lines that it was told. */
function aLog() {
  const lines: string[] = []
  return {
    lines,
    said: pino({}, { write: (line: string) => void lines.push((JSON.parse(line) as { msg: string }).msg) }),
  }
}

/** An agent whose cloud does not hear it, and what it says about that. */
function aTroubledAgent() {
  const { lines: log, said } = aLog()
  const isDown = { now: true, asked: 0 }
  const agent = createAgent({
    hostName: 'fake-1',
    driver: fakeDriver(),
    disks: fakeDisks(),
    nics: fakeNics(),
    seal,
    states: nothingDesired,
    reports: {
      async heartbeat() {
        isDown.asked += 1
        if (isDown.now) throw new Error('The database is away.')
      },
      measured: async () => undefined,
      powerChanged: async () => undefined,
    },
    reportIntervalSeconds: 0.005,
    metricsIntervalSeconds: 0,
    log: said,
  })
  return { agent, log, isDown }
}

test('a server lives its life through commands', async () => {
  const { command, driver, disks } = anAgent()
  const guest = aGuestCommand()
  const { serverId } = guest
  await command('nics-plug', '1', { serverId, ports: [] })
  await command('disks-create', '2', guest)
  expect(await command('guest-spawn', '3', guest)).toEqual({ power: 'running' })
  expect(await command('console-log', '4', { serverId, maxBytes: 6 })).toEqual({ text: 'ogin: ' })
  expect(await command('guest-power-off', '5', { serverId, graceMs: 0 })).toEqual({ power: 'shutdown' })
  expect(await command('guest-power-on', '6', guest)).toEqual({ power: 'running' })
  expect(await command('guest-reboot', '7', { guest, hard: true, graceMs: 0 })).toEqual({
    power: 'running',
    fellBack: false,
  })
  await command('guest-destroy', '8', { serverId })
  await command('nics-unplug', '9', { serverId, ports: [] })
  await command('disks-delete', '10', { serverId })
  expect(await command('console-log', '11', { serverId, maxBytes: 6 })).toEqual({ text: null })
  expect([...(await driver.listGuests())]).toEqual([])
  expect(await disks.list()).toEqual([])
})

test('a guest that ignores a soft reboot is reset, and the answer says so', async () => {
  const { command, driver } = anAgent()
  const guest = aGuestCommand()
  await command('guest-spawn', '1', guest)
  expect(await command('guest-reboot', '2', { guest, hard: false, graceMs: 1 })).toMatchObject({ fellBack: false })
  driver.ignoresPowerButton(guest.serverId)
  expect(await command('guest-reboot', '3', { guest, hard: false, graceMs: 1 })).toEqual({
    power: 'running',
    fellBack: true,
  })
})

test('a command asked for twice is carried out once', async () => {
  const { command, driver } = anAgent()
  const guest = aGuestCommand()
  const both = await Promise.all([command('guest-spawn', 'one', guest), command('guest-spawn', 'one', guest)])
  expect(both).toEqual([{ power: 'running' }, { power: 'running' }])
  expect(await command('guest-spawn', 'one', guest)).toEqual({ power: 'running' })
  expect(driver.callsOf('spawn')).toBe(1)
})

test('a failure comes out as the failure it was', async () => {
  const { command, disks } = anAgent()
  disks.failNextCreate(invalid('The image is not what it says.'))
  const failure = await command('disks-create', '1', aGuestCommand()).catch((error: unknown) => error)
  expect((failure as CloudError).failure).toEqual({ kind: 'invalid', message: 'The image is not what it says.' })
})

test('what is not available on a host is a detail', async () => {
  const { command, disks } = anAgent()
  disks.failNextCreate(unavailable('Disk space under /srv', 'Free some.', new Error('ENOSPC')))
  const failure = await command('disks-create', '1', aGuestCommand()).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(CloudError)
  expect((failure as CloudError).failure).toMatchObject({
    kind: 'unavailable',
    what: 'The host of the server',
    detail: 'Disk space under /srv is not available. Free some.',
  })
})

test("a hypervisor's own words are a detail of a sentence that says what could not be done", async () => {
  const { command, driver } = anAgent()
  driver.failNext('spawn', new Error('The host has no machine type q35.'))
  await expect(command('guest-spawn', '1', aGuestCommand())).rejects.toMatchObject({
    message: 'The host could not start the server. Administrators are shown the reason.',
    failure: { detail: 'The host has no machine type q35.' },
  })
})

test('a host reports itself at once, with its guests and with disks that have none', async () => {
  const { agent, command, beats } = anAgent()
  const guest = aGuestCommand()
  const leftover = aGuestCommand()
  await command('disks-create', '1', guest)
  await command('disks-create', '2', leftover)
  await command('guest-spawn', '3', guest)
  agent.start()
  await agent.stop()
  expect(beats).toHaveLength(1)
  expect(beats[0]).toMatchObject({ hostName: 'fake-1', guests: [[guest.serverId, 'running']] })
  expect(beats[0]?.disks).toEqual([guest.serverId, leftover.serverId])
})

test('links of servers that have nothing else here are swept away', async () => {
  const { agent, command, nics } = anAgent()
  const [guest, gone] = [aGuestCommand({ ports: [aPort()] }), aGuestCommand({ ports: [aPort()] })]
  for (const { serverId, ports } of [guest, gone]) await command('nics-plug', serverId, { serverId, ports })
  await command('disks-create', '1', guest)
  agent.start()
  await expect.poll(() => [...nics.plugged.keys()]).toEqual([guest.serverId])
  await agent.stop()
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
  const { agent, command, driver, changes } = anAgent()
  const { serverId, ...rest } = aGuestCommand()
  agent.start()
  await command('guest-spawn', '1', { serverId, ...rest })
  driver.guestShutsDown(serverId)
  expect(changes.at(-1)).toEqual({ hostName: 'fake-1', serverId, power: 'shutdown' })
  await agent.stop()
})

test('an agent that is stopping takes no new command', async () => {
  const { agent, command } = anAgent()
  await agent.stop()
  await expect(command('guest-destroy', '1', { serverId: newId<ServerId>() })).rejects.toMatchObject({
    failure: { detail: expect.stringContaining('stopping') },
  })
})

test('a guest has a screen while it runs', async () => {
  const { client, command } = anAgent()
  const guest = aGuestCommand()
  expect(await client.openVnc(guest.serverId)).toBeUndefined()
  await command('guest-spawn', '1', guest)
  const stream = await client.openVnc(guest.serverId)
  expect(stream).toBeDefined()
  stream?.destroy()
})

test('a guest has a serial port while it runs', async () => {
  const { client, command } = anAgent()
  const guest = aGuestCommand()
  expect(await client.openSerial(guest.serverId)).toBeUndefined()
  await command('guest-spawn', '1', guest)
  const stream = await client.openSerial(guest.serverId)
  expect(stream).toBeDefined()
  stream?.destroy()
})

test('a guest is paused and goes on, is suspended and resumes with its memory', async () => {
  const { command, driver } = anAgent()
  const guest = aGuestCommand()
  const { serverId } = guest
  await command('guest-spawn', '1', guest)
  expect(await command('guest-pause', '2', { serverId })).toEqual({ power: 'paused' })
  expect(await command('guest-unpause', '3', { serverId })).toEqual({ power: 'running' })
  await command('guest-nmi', '4', { serverId })
  expect(await command('guest-suspend', '5', { serverId })).toEqual({ power: 'shutdown' })
  expect(driver.isSaved(serverId)).toBe(true)
  expect(await command('guest-resume', '6', guest)).toEqual({ power: 'running' })
  expect(driver.nmisOf(serverId)).toBe(1)
})

test('a password reaches its user, and only this agent reads it on the way', async () => {
  const { command, driver } = anAgent()
  const guest = aGuestCommand()
  const { serverId } = guest
  await command('guest-spawn', '1', guest)
  await command('guest-set-password', '2', { serverId, user: 'root', sealedPassword: seal.close('secret') })
  expect(driver.passwordOf(serverId, 'root')).toBe('secret')
})

test('a guest is measured while it has power', async () => {
  const { command } = anAgent()
  const guest = aGuestCommand()
  const { serverId } = guest
  expect(await command('guest-diagnostics', '1', { serverId })).toEqual({ diagnostics: null })
  await command('guest-spawn', '2', guest)
  expect((await command('guest-diagnostics', '3', { serverId })).diagnostics).toMatchObject({ power: 'running' })
})

test('what guests use is reported by itself, again and again: at first their memory, then their rates', async () => {
  const { agent, driver, measured, beats } = anAgent({ metricsIntervalSeconds: 0.02 })
  const guest = aGuestSpec()
  await driver.spawn(guest)
  await agent.start()
  await expect.poll(() => measured.length).toBeGreaterThan(1)
  await agent.stop()
  const [first, second] = measured
  expect(first).toMatchObject({ hostName: 'fake-1', guests: [guest.serverId], figures: { cpu_percent: [null] } })
  expect(first!.figures.memory_mb[0]).toBeGreaterThan(0)
  expect(second!.figures.cpu_percent[0]).toBeGreaterThanOrEqual(0)
  expect(second!.ageMs).toBeLessThan(1000)
  expect(beats).toHaveLength(1)
})

test('how much of the host is in use is reported with it, and also while its guests cannot be measured', async () => {
  const { agent, driver, measured } = anAgent({ metricsIntervalSeconds: 0.02 })
  for (let time = 0; time < 2; time++) driver.failNext('measureGuests', new Error('libvirtd hung up.'))
  await agent.start()
  await expect.poll(() => measured.length).toBeGreaterThan(1)
  await agent.stop()
  const [first, second] = measured
  expect(first).toMatchObject({ guests: [], host: { cpu_percent: null } })
  expect(first!.host!.memory_mb).toBeGreaterThan(0)
  expect(second!.host!.cpu_percent).toBeGreaterThan(0)
})

test('the log says once what could not be measured: the guests, the host, or both', async () => {
  const { lines, said } = aLog()
  const { agent, driver, measured } = anAgent({ metricsIntervalSeconds: 0.02, log: said })
  for (let time = 0; time < 2; time++) driver.failNext('measureGuests', new Error('libvirtd hung up.'))
  await agent.start()
  await expect.poll(() => measured.length).toBeGreaterThan(2)
  for (const method of ['measureGuests', 'measureHost'] as const) driver.failNext(method, new Error('No memory.'))
  const ofMeasuring = () => lines.filter((line) => line.includes('measured'))
  await expect.poll(() => ofMeasuring().length).toBeGreaterThan(1)
  await agent.stop()
  expect(ofMeasuring()).toEqual([
    'The guests could not be measured: libvirtd hung up.',
    'The guests could not be measured: No memory. The host could not be measured: No memory.',
  ])
})

test('a hypervisor that cannot be measured is asked again, and its heartbeat goes on', async () => {
  const { agent, driver, measured, beats } = anAgent({ metricsIntervalSeconds: 0.02 })
  const guest = aGuestSpec()
  await driver.spawn(guest)
  driver.failNext('measureGuests', new Error('libvirtd hung up.'))
  await agent.start()
  await expect.poll(() => measured.length).toBeGreaterThan(0)
  expect(beats).toHaveLength(1)
  await agent.stop()
  expect(agent.trouble()).toBeUndefined()
})
