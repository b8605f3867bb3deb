import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Hono } from 'hono'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { commandContractVersion } from '#agent/commands/command-contract'
import { controlApp } from '#control/control-app'
import { imageGrants } from '#control/image-grants'
import { membershipApp } from '#control/membership-app'
import { type Config, loadConfig } from '#platform/config'
import { newId, type ServerId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { listenForPeers, type WireListener } from '#platform/wire/h2-listener'
import { wireClient } from '#platform/wire/h2-fetch'
import type { WireEnv } from '#platform/wire/peer'
import { writeJoinToken } from '#platform/wire/join-token'
import { findHostIdentity, forgetHostIdentity, standingOf } from '#store/host-identity-store'
import { issueJoinToken } from '#store/host-join-token-store'
import { aWire } from '#test/a-wire'
import { nothingDesired } from '#test/fake-host'
import { sharedScratch } from '#test/shared-scratch'
import { agentDirectory } from './agent-directory.ts'
import { type AgentProcess, join, leave, runAgent } from './agent-process.ts'
import { wireDoor } from './wire-door.ts'

const db = sharedScratch()
const soon = { timeout: 20_000, interval: 20 }
const folders: string[] = []
const closing: (() => Promise<void> | void)[] = []
beforeEach(() => void vi.setConfig({ testTimeout: 60_000 }))
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

type Wire = Awaited<ReturnType<typeof aWire>>

/** A control process on loopback, as far as hosts are concerned. */
async function aControl(
  given: { wire?: Wire; lifeMs?: number; port?: number; mayAnnounce?: () => Promise<void> } = {},
) {
  const wire = given.wire ?? (await aWire({ ...(given.lifeMs !== undefined && { lifeMs: given.lifeMs }) }))
  const heard: { what: string; hostName: string }[] = []
  const hear = (what: string) => async (report: { hostName: string }) =>
    void heard.push({ what, hostName: report.hostName })
  const places: string[] = []
  const controls = async () => places
  const credentials = await wire.control()
  const agents = agentDirectory({
    credentials: () => credentials,
    identityOf: (hostName) => findHostIdentity(db(), hostName),
    forHost: () => (_kind, params) => params,
  })
  const control = controlApp({
    db: db(),
    reports: { heartbeat: hear('heartbeat'), measured: hear('measured'), powerChanged: hear('power') },
    grants: imageGrants(Buffer.alloc(32)),
    states: () => nothingDesired,
    images: { open: async () => Promise.reject(new Error('none')), write: async () => {}, find: async () => undefined },
    controls,
    log: silentLog,
  })
  const members = membershipApp({
    db: db(),
    authority: wire.authority,
    sealKey: Buffer.alloc(32, 7),
    controls,
    settings: { report_interval: 1, metrics_interval: 0, dhcp_domain: 'test.local' },
    downAfterSeconds: 60,
    withdraw: async () => {},
    reach: (host, origin) => agents.reach(host, origin),
    audit: { write: async () => {} },
    nameOfUser: async () => undefined,
    log: silentLog,
  })
  const membership: typeof control = new Hono<WireEnv>().all('*', async (c) => {
    if (c.req.path === '/announce') await given.mayAnnounce?.()
    return members.fetch(c.req.raw, c.env)
  }) as never
  const app = wireDoor({ control, membership, standingOf: (shown) => standingOf(db(), shown) })
  const listen = (port: number) => listenForPeers({ host: '127.0.0.1', port, credentials, app, log: silentLog })
  let listener: WireListener | undefined = await listen(given.port ?? 0)
  const { port } = listener
  places.push(`127.0.0.1:${port}`)
  const url = `https://127.0.0.1:${port}`
  const stop = async () => {
    await listener?.close()
    listener = undefined
  }
  closing.push(async () => {
    agents.close()
    await stop()
  })
  return {
    wire,
    heard,
    agents,
    places,
    url,
    port,
    stop,
    renew: async () => listener!.renew(await wire.control()),
    start: async () => void (listener = await listen(port)),
    async token(hostName: string | null = null, seconds = 3600) {
      const { secret } = await issueJoinToken(db(), { hostName, createdBy: 'ada' }, seconds)
      return writeJoinToken({ fingerprint: wire.authority.fingerprint, secret })
    },
  }
}

async function aMachine(): Promise<Config> {
  const folder = await mkdtemp(joinPath(tmpdir(), 'kilonova-agent-'))
  folders.push(folder)
  return loadConfig({ KILONOVA_DATA: folder, KILONOVA_DRIVER: 'fake', KILONOVA_AGENT_PORT: '0' })
}

async function run(config: Config) {
  const said: string[] = []
  const agent = await runAgent(config, { log: silentLog, say: (line) => said.push(line), retryMs: 50 })
  const close = once(() => agent.close())
  closing.push(close)
  return { ...agent, said, close }
}

const once = (work: () => Promise<void>) => {
  let done: Promise<void> | undefined
  return () => (done ??= work())
}

const certificateOf = async ({ dataDir }: Config) =>
  (JSON.parse(await readFile(joinPath(dataDir, 'agent.json'), 'utf8')) as { certificate: string }).certificate

test('a machine joins with one token, reports, and does as it is told', async () => {
  const control = await aControl()
  const machine = await aMachine()
  const said = await join(machine, { url: control.url, token: await control.token(), name: 'node-1' })
  expect(said).toBe(`This machine has joined the cloud at 127.0.0.1:${control.port} as host node-1.`)
  const agent = await run(machine)
  await expect.poll(() => control.heard, soon).toContainEqual({ what: 'heartbeat', hostName: 'node-1' })
  await expect.poll(() => agent.said, soon).toContain('Control reaches this host: it takes servers.')
  expect(await findHostIdentity(db(), 'node-1')).toMatchObject({
    address: '127.0.0.1',
    contractVersion: commandContractVersion,
  })
  const hostId = newId<string>() as never
  expect(await control.agents.find('node-1').command('guest-cpus', newId<string>(), { hostId })).toEqual({ guests: [] })
})

test('nobody else on the machine reads what it has joined as', async () => {
  const control = await aControl()
  const machine = await aMachine()
  await join(machine, { url: control.url, token: await control.token(), name: 'node-2' })
  expect((await stat(joinPath(machine.dataDir, 'agent.json'))).mode & 0o777).toBe(0o600)
  expect((await readdir(machine.dataDir)).filter((name) => name.endsWith('.new'))).toEqual([])
})

test('each reason why a machine cannot join is a sentence with what to do', async () => {
  const control = await aControl()
  const other = await aControl()
  const machine = await aMachine()
  const tried = async (what: { url?: string; token?: string; name?: string; port?: number }) =>
    join(machine, { url: control.url, token: await control.token(), name: 'node-3', ...what }).then(
      () => 'joined',
      (error: Error) => error.message,
    )
  expect(await tried({ url: 'nonsense' })).toContain('is not where control listens')
  expect(await tried({ url: 'https://127.0.0.1:1' })).toMatch(
    /Nothing listens there.*Check the address, that the cloud runs/,
  )
  expect(await tried({ token: 'kn.half' })).toContain('Copy the command from the hosts page again')
  expect(await tried({ token: await other.token() })).toContain('is not the cloud that has made the token')
  expect(await tried({ token: await control.token(null, -1) })).toContain('has expired')
  expect(await tried({ token: await control.token('node-4') })).toContain('--name node-4')
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  closing.push(() => void taken.close())
  const { port } = taken.address() as { port: number }
  expect(await tried({ port })).toContain('stop that program, or give --port a free port')
  const token = await control.token()
  const another = await aMachine()
  await join(another, { url: control.url, token, name: 'node-3b' })
  expect(await tried({ token })).toContain('has been used')
  await expect(runAgent(await aMachine(), { log: silentLog, say: () => {} })).rejects.toThrow('has not joined a cloud')
})

test("a folder that is a cloud's is not made an agent's", async () => {
  const control = await aControl()
  const machine = await aMachine()
  await (await import('./secrets.ts')).loadSecrets(machine.dataDir)
  const options = { url: control.url, token: await control.token(), name: 'node-5' }
  await expect(join(machine, options)).rejects.toThrow('Set KILONOVA_DATA to another folder')
})

test('an agent works on while control is away, is there again when it comes back, and with a control that has another certificate', async () => {
  const control = await aControl()
  const machine = await aMachine()
  await join(machine, { url: control.url, token: await control.token(), name: 'node-6' })
  const agent = await run(machine)
  await expect.poll(() => control.heard.length, soon).toBeGreaterThan(0)
  await control.stop()
  const before = control.heard.length
  await control.start()
  await control.renew()
  await expect.poll(() => control.heard.length, soon).toBeGreaterThan(before)
  const hostId = newId<string>() as never
  expect(await control.agents.find('node-6').command('guest-cpus', newId<string>(), { hostId })).toEqual({ guests: [] })
  expect(agent.said.filter((line) => line.startsWith('Control is away'))).toEqual([])
})

test('an agent that starts while control is away says so once, and finds it later', async () => {
  const control = await aControl()
  const machine = await aMachine()
  await join(machine, { url: control.url, token: await control.token(), name: 'node-7' })
  await control.stop()
  const agent = await run(machine)
  await expect.poll(() => agent.said.some((line) => line.startsWith('Control is away')), soon).toBe(true)
  await control.start()
  await expect.poll(() => agent.said, soon).toContain('Control reaches this host: it takes servers.')
  expect(agent.said.filter((line) => line.startsWith('Control is away'))).toHaveLength(1)
})

test('an agent goes on with another control process when the one it spoke to is gone', async () => {
  const first = await aControl()
  const second = await aControl({ wire: first.wire })
  first.places.push(...second.places)
  const machine = await aMachine()
  await join(machine, { url: first.url, token: await first.token(), name: 'node-8' })
  await run(machine)
  await expect.poll(() => first.heard.length + second.heard.length, soon).toBeGreaterThan(0)
  const spoken = first.heard.length > second.heard.length ? first : second
  const other = spoken === first ? second : first
  const before = other.heard.length
  await spoken.stop()
  await expect.poll(() => other.heard.length, soon).toBeGreaterThan(before)
})

test('certificates renew themselves, while what runs goes on; the one before the last is worth nothing', async () => {
  const control = await aControl({ lifeMs: 6_000 })
  const machine = await aMachine()
  await join(machine, { url: control.url, token: await control.token(), name: 'node-9' })
  const first = await certificateOf(machine)
  const agent = await run(machine)
  await expect.poll(() => certificateOf(machine), soon).not.toBe(first)
  const second = await certificateOf(machine)
  await expect.poll(() => certificateOf(machine), soon).not.toBe(second)
  expect((await findHostIdentity(db(), 'node-9'))?.renewedAt).toBeInstanceOf(Date)
  const before = control.heard.length
  await expect.poll(() => control.heard.length, soon).toBeGreaterThan(before)
  const gone = await Promise.race([agent.forgotten, Promise.resolve('not forgotten')])
  expect(gone).toBe('not forgotten')
})

test('a host that was forgotten is served on no channel, says so, and can do nothing but join again', async () => {
  const control = await aControl()
  const machine = await aMachine()
  await join(machine, { url: control.url, token: await control.token(), name: 'node-10' })
  const agent = await run(machine)
  await expect.poll(() => control.heard.length, soon).toBeGreaterThan(0)
  const stolen = JSON.parse(await readFile(joinPath(machine.dataDir, 'agent.json'), 'utf8'))
  await forgetHostIdentity(db(), 'node-10')
  expect(await agent.forgotten).toBe(
    'The cloud does not know host node-10 any more. To make it a host again, have it join anew.',
  )
  await agent.close()
  const thief = wireClient({
    credentials: () => stolen,
    target: { address: '127.0.0.1', port: control.port, expects: ({ kind }) => kind === 'control' },
  })
  closing.push(() => thief.close())
  const paths = [
    'reports/heartbeat',
    'images/x/data',
    'renew',
    'announce',
    'leave',
    'join',
    'desired-state',
    'anything',
  ]
  for (const path of paths)
    expect([path, (await thief.fetch(`/control/${path}`, { method: 'POST', body: '{}' })).status]).toEqual([path, 403])
  await expect(control.agents.find('node-10').command('guest-cpus', 'c', { hostId: 'h' as never })).rejects.toThrow(
    'is not available',
  )
  const said: string[] = []
  await expect(runAgent(machine, { log: silentLog, say: (line) => said.push(line) })).rejects.toThrow(
    'The cloud does not know host node-10 any more. To make it a host again, have it join anew.',
  )
  expect(said).toEqual([])
  expect(await leave(machine)).toBe('Host node-10 has left its cloud. It was forgotten before.')
})

test('a machine that is a host already does not join again, unless its cloud has forgotten it', async () => {
  const control = await aControl()
  const machine = await aMachine()
  const again = async (what: { force?: boolean } = {}) =>
    join(machine, { url: control.url, token: await control.token(), name: 'node-30', ...what }).catch(
      (error: Error) => error.message,
    )
  await again()
  const joined = await certificateOf(machine)
  expect(await again()).toBe(
    `This machine is host node-30 of the cloud at 127.0.0.1:${control.port}. Have it leave first: npm run agent -- leave. Or set KILONOVA_DATA to another folder for another host.`,
  )
  expect(await certificateOf(machine)).toBe(joined)
  await forgetHostIdentity(db(), 'node-30')
  expect(await again()).toContain('has joined the cloud')
  expect(await again({ force: true })).toContain('has joined the cloud')
})

test('a damaged agent.json is named, with what to do; joining with --force writes another', async () => {
  const control = await aControl()
  const machine = await aMachine()
  const file = joinPath(machine.dataDir, 'agent.json')
  const again = async (force = false) =>
    join(machine, { url: control.url, token: await control.token(), name: 'node-34', force })
  await again()
  const whole = JSON.parse(await readFile(file, 'utf8')) as object
  const broken = ['', '{', '{}', 'null', '[]', { key: '' }, { certificate: 'x' }, { controls: undefined }]
  for (const what of broken) {
    await writeFile(file, typeof what === 'string' ? what : JSON.stringify({ ...whole, ...what }))
    for (const ask of [() => run(machine), () => leave(machine), again])
      await expect(ask()).rejects.toThrow(
        `${file} is damaged: it is not what this machine has kept when it joined. Restore it, or have the machine join anew: npm run agent -- join with --force,`,
      )
  }
  await again(true)
  expect(await leave(machine)).toBe('Host node-34 has left its cloud.')
})

test('a machine whose cloud does not answer joins another one only where it is told that the first is gone', async () => {
  const [control, other] = [await aControl(), await aControl()]
  const machine = await aMachine()
  await join(machine, { url: control.url, token: await control.token(), name: 'node-31' })
  await control.stop()
  const elsewhere = async (force: boolean) =>
    join(machine, { url: other.url, token: await other.token(), name: 'node-32', force }).catch(
      (error: Error) => error.message,
    )
  expect(await elsewhere(false)).toContain('That cloud does not answer; where it is gone for good, add --force.')
  expect(await elsewhere(true)).toContain('as host node-32')
})

test('a machine whose certificate has ended joins anew without ceremony', async () => {
  const control = await aControl({ lifeMs: 1 })
  const machine = await aMachine()
  const again = async () => join(machine, { url: control.url, token: await control.token(), name: 'node-33' })
  await again()
  expect(await again()).toContain('as host node-33')
})

test('a host leaves by a command, once its agent has been stopped', async () => {
  const control = await aControl()
  const machine = await aMachine()
  await join(machine, { url: control.url, token: await control.token(), name: 'node-11' })
  const agent = await run(machine)
  await expect(leave(machine)).rejects.toThrow('stop that one')
  await agent.close()
  expect(await leave(machine)).toBe('Host node-11 has left its cloud.')
  expect(await findHostIdentity(db(), 'node-11')).toBeUndefined()
  await expect(leave(machine)).rejects.toThrow('has not joined a cloud')
})

test('an agent obeys control and nobody else: neither another host nor a stranger', async () => {
  const control = await aControl()
  const machine = await aMachine()
  await join(machine, { url: control.url, token: await control.token(), name: 'node-12' })
  await run(machine)
  const identity = (await findHostIdentity(db(), 'node-12'))!
  const speakAs = (credentials: object) => {
    const client = wireClient({
      credentials: () => ({ ...credentials, authority: control.wire.authority.certificate }),
      target: { address: identity.address, port: identity.port, expects: ({ kind }) => kind === 'host' },
    })
    closing.push(() => client.close())
    return client.fetch('/agent/commands/none')
  }
  expect((await speakAs(await control.wire.control())).status).toBe(404)
  for (const other of [await control.wire.host('node-13'), await (await aWire()).control(), {}])
    expect((await speakAs(other)).status).toBe(403)
})

test('a host that has joined anew gets nothing that was meant for the one before', async () => {
  const control = await aControl()
  const machine = await aMachine()
  await join(machine, { url: control.url, token: await control.token(), name: 'node-14' })
  const first: Pick<AgentProcess, 'close'> = await run(machine)
  const hostId = newId<string>() as never
  await control.agents.find('node-14').command('guest-cpus', newId<string>(), { hostId })
  await first.close()
  await join(machine, { url: control.url, token: await control.token(), name: 'node-14', force: true })
  await run(machine)
  const asked = control.agents.find('node-14').command('guest-cpus', newId<string>(), { hostId })
  await expect(asked).resolves.toEqual({ guests: [] })
})

test('a copy of the folder of an agent is told so and not heard, and speaks for the host once the other is gone', async () => {
  const control = await aControl()
  const machine = await aMachine()
  await join(machine, { url: control.url, token: await control.token(), name: 'node-20' })
  const copy = await aMachine()
  await copyFile(joinPath(machine.dataDir, 'agent.json'), joinPath(copy.dataDir, 'agent.json'))
  const first = await run(machine)
  await expect.poll(() => first.said, soon).toContain('Control reaches this host: it takes servers.')
  // On another machine it would have the same port.
  const own = JSON.parse(await readFile(joinPath(copy.dataDir, 'agent.json'), 'utf8')) as { port: number }
  await writeFile(joinPath(copy.dataDir, 'agent.json'), JSON.stringify({ ...own, port: own.port + 1 }))
  const second = await run(copy)
  await expect.poll(() => second.said.join(' '), soon).toContain('Another agent of host node-20 answers at 127.0.0.1:')
  expect((await findHostIdentity(db(), 'node-20'))?.port).toBe(own.port)
  await first.close()
  await expect.poll(() => second.said, soon).toContain('Control reaches this host: it takes servers.')
})

test('what an agent is told before control knows that it has started anew waits until then', async () => {
  let mayAnnounce = Promise.resolve()
  const control = await aControl({ mayAnnounce: () => mayAnnounce })
  const machine = await aMachine()
  await join(machine, { url: control.url, token: await control.token(), name: 'node-21' })
  const before = await run(machine)
  await expect.poll(() => before.said, soon).toContain('Control reaches this host: it takes servers.')
  await before.close()
  const announced = Promise.withResolvers<void>()
  mayAnnounce = announced.promise
  const starting = run(machine)
  const told = control.agents
    .find('node-21')
    .command('desired-state', '1', { serverId: newId<ServerId>(), generation: 1 })
    .then(() => 'done')
  await starting
  expect(await Promise.race([told, pause(1_500, 'waits')])).toBe('waits')
  announced.resolve()
  expect(await told).toBe('done')
})
