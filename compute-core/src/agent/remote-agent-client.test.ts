import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { fakeDriver } from '#driver/fake/fake-driver'
import { newId, type ServerId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { sealWith } from '#platform/seal'
import { inProcess } from '#platform/wire/in-process'
import type { WireFetch } from '#platform/wire/peer'
import { agentHttp } from './agent-http.ts'
import { withoutPower } from './host-power.ts'
import { fakeDisks } from './disks/fake-disks.ts'
import { fakeNics } from './nics/fake-nics.ts'
import { aGuestCommand } from './commands/a-guest-command.ts'
import { commandContractVersion } from './commands/command-contract.ts'
import { openCommandQueue } from './commands/command-queue.ts'
import { remoteAgentClient } from './remote-agent-client.ts'

const noSeal = sealWith(Buffer.alloc(32))

function anApp(delayMs = 0, consoles?: Parameters<typeof agentHttp>[1]) {
  const driver = fakeDriver({ delayMs })
  return {
    driver,
    app: inProcess(
      agentHttp(
        openCommandQueue(
          {
            driver,
            disks: fakeDisks(),
            nics: fakeNics(),
            power: withoutPower('Not here.'),
            desired: { reach: async () => {} },
            seal: noSeal,
          },
          silentLog,
        ),
        consoles ?? driver,
      ),
      { kind: 'control' },
    ),
  }
}

const clientOver = (fetch: WireFetch, patienceMs?: number) =>
  remoteAgentClient({
    hostName: 'host-1',
    fetch,
    retryEveryMs: 5,
    ...(patienceMs === undefined ? {} : { patienceMs }),
  })

const post = (body: unknown) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

test('a command that takes long is asked for until it has ended', async () => {
  const { app, driver } = anApp(20)
  const asked: string[] = []
  const hasty: WireFetch = (path, init) => {
    asked.push(`${init?.method ?? 'GET'} ${path}`)
    return app(path.replace(/wait=\d+/, 'wait=0.01'), init)
  }
  expect(await clientOver(hasty).command('guest-spawn', 'a/b', aGuestCommand())).toEqual({ power: 'running' })
  expect(asked[0]).toBe('POST /commands?wait=30')
  expect(asked.at(-1)).toBe('GET /commands/a%2Fb?wait=30')
  expect(driver.callsOf('spawn')).toBe(1)
})

test('an agent that was restarted gets the command again', async () => {
  const [before, after] = [anApp(50), anApp()]
  let restarted = false
  const fetch: WireFetch = (path, init) => {
    const { app } = restarted ? after : before
    restarted = true
    return app(path.replace(/wait=\d+/, 'wait=0.01'), init)
  }
  expect(await clientOver(fetch).command('guest-spawn', '1', aGuestCommand())).toEqual({ power: 'running' })
  expect(after.driver.callsOf('spawn')).toBe(1)
})

test.each([
  ['says for ever that it is running', () => Response.json({ state: 'running' })],
  [
    'forgets the command again and again',
    (method: string) => (method === 'GET' ? new Response('', { status: 404 }) : Response.json({ state: 'running' })),
  ],
])(
  'an agent that %s is given up once the time for the command is over, and is not asked without pause',
  async (_what, answer) => {
    let asked = 0
    const fetch: WireFetch = async (_path, init) => {
      asked += 1
      return answer(init?.method ?? 'GET')
    }
    const client = remoteAgentClient({ hostName: 'host-1', fetch, retryEveryMs: 20, commandMs: 200 })
    await expect(client.command('guest-spawn', '1', aGuestCommand())).rejects.toMatchObject({
      message: expect.stringMatching(/^The host could not start the server within/),
      failure: { kind: 'failed', detail: expect.stringContaining('host-1') },
    })
    expect(asked).toBeLessThanOrEqual(24)
  },
)

test('an agent that holds each request and breaks it off is given up once the time for the command is over', async () => {
  const fetch: WireFetch = async () => {
    await pause(10)
    throw new Error('The connection was cut.')
  }
  const client = remoteAgentClient({ hostName: 'host-1', fetch, retryEveryMs: 1, aliveMs: 1, commandMs: 200 })
  await expect(client.command('guest-spawn', '1', aGuestCommand())).rejects.toMatchObject({
    failure: { kind: 'unavailable', detail: expect.stringContaining('host-1 does not answer') },
  })
})

test('an agent that does not answer is unavailable', async () => {
  const dead: WireFetch = () => Promise.reject(new TypeError('fetch failed'))
  await expect(clientOver(dead, 0).command('guest-spawn', '1', aGuestCommand())).rejects.toMatchObject({
    message: 'The host of the server is not available. Retry in a minute; administrators are shown the reason.',
    failure: {
      kind: 'unavailable',
      detail: 'The agent of host host-1 does not answer. Check that it runs and can be reached.',
    },
  })
})

test('what answers without being an agent is unavailable too', async () => {
  const stranger: WireFetch = async () => new Response('<html>', { status: 502 })
  await expect(clientOver(stranger).command('guest-spawn', '1', aGuestCommand())).rejects.toMatchObject({
    failure: { kind: 'unavailable', detail: expect.stringContaining('host-1 does not answer') },
  })
})

test('a command under a contract newer than the agent is refused with the cure', async () => {
  const { app } = anApp()
  const command = { contractVersion: 99, id: '1', kind: 'guest-spawn', params: aGuestCommand() }
  const response = await app('/commands', post(command))
  expect(response.status).toBe(503)
  expect(await response.json()).toMatchObject({
    state: 'failed',
    failure: { hint: `This agent knows up to ${commandContractVersion}: update it.` },
  })
})

test.each([['{'], ['null'], ['{"contractVersion":1}']])('the body %s is no command', async (body) => {
  const { app } = anApp()
  expect((await app('/commands', { ...post(null), body })).status).toBe(400)
})

test('framing costs a command less than a millisecond in this process', async () => {
  const { app } = anApp()
  const client = clientOver(app)
  const { serverId } = aGuestCommand()
  const tookMs: number[] = []
  for (let n = 0; n < 500; n += 1) {
    const begun = performance.now()
    await client.command('guest-power-off', `command-${n}`, { serverId, graceMs: 0 })
    tookMs.push(performance.now() - begun)
  }
  // Of the quicker ones: the others have waited for whatever else this machine does.
  expect(tookMs.toSorted((a, b) => a - b)[50]).toBeLessThan(1)
})

test('a console that cannot be opened says so without the words of the hypervisor', async () => {
  const broken = () => Promise.reject(new Error('monitor socket did not show up'))
  const { app } = anApp(0, { openVnc: broken, openSerial: broken })
  const client = clientOver(app)
  const failure = {
    message: expect.not.stringContaining('monitor'),
    failure: { detail: 'monitor socket did not show up' },
  }
  for (const opened of [client.openVnc(newId<ServerId>()), client.openSerial(newId<ServerId>())])
    await expect(opened).rejects.toMatchObject(failure)
})

test('a person who asks is told soon that the host does not answer; a flow has more patience', async () => {
  const dead: WireFetch = () => Promise.reject(new TypeError('fetch failed'))
  const client = remoteAgentClient({
    hostName: 'host-1',
    fetch: dead,
    patienceMs: 300,
    peoplesPatienceMs: 0,
    retryEveryMs: 5,
  })
  const ended: string[] = []
  const flow = client.command('guest-spawn', '1', aGuestCommand()).catch(() => ended.push('flow'))
  const person = client
    .command('console-log', '2', { serverId: newId<ServerId>(), maxBytes: 1 })
    .catch(() => ended.push('person'))
  await Promise.all([flow, person])
  expect(ended).toEqual(['person', 'flow'])
})

test('an agent that was there again for a while is waited for anew when it is cut off once more', async () => {
  const { app } = anApp()
  let tries = 0
  // Cut off; there again, and cut off amid the answer after a while; then back once more, when the first patience is long over.
  const flapping: WireFetch = async (path, init) => {
    tries += 1
    if (tries < 10) throw new TypeError('fetch failed')
    if (tries === 10) await pause(1_500)
    if (tries < 15) throw new TypeError('fetch failed')
    return app(path, init)
  }
  const client = remoteAgentClient({
    hostName: 'host-1',
    fetch: flapping,
    patienceMs: 1_400,
    retryEveryMs: 5,
    aliveMs: 1_000,
  })
  expect(await client.command('guest-spawn', '1', aGuestCommand())).toEqual({ power: 'running' })
})

test('a host that the cloud does without is not asked again when it does not answer', async () => {
  let isGivenUp = false
  let tries = 0
  const dead: WireFetch = async () => {
    tries += 1
    isGivenUp = tries >= 3
    throw new TypeError('fetch failed')
  }
  const client = remoteAgentClient({
    hostName: 'host-1',
    fetch: dead,
    retryEveryMs: 1,
    isGivenUp: async () => isGivenUp,
  })
  await expect(client.command('disks-create', '1', aGuestCommand())).rejects.toMatchObject({
    failure: { kind: 'unavailable' },
  })
  expect(tries).toBe(3)
})

test('one that it does without and that answers all the same does what it is told, and one that cannot be looked up is waited for', async () => {
  const { app } = anApp()
  let tries = 0
  const late: WireFetch = async (path, init) => {
    tries += 1
    if (tries === 1) throw new TypeError('fetch failed')
    return app(path, init)
  }
  const told = (isGivenUp: () => Promise<boolean>, fetch: WireFetch) =>
    remoteAgentClient({ hostName: 'host-1', fetch, retryEveryMs: 1, isGivenUp }).command(
      'guest-spawn',
      newId<string>(),
      aGuestCommand(),
    )
  expect(await told(async () => true, app)).toEqual({ power: 'running' })
  expect(await told(() => Promise.reject(new Error('No database.')), late)).toEqual({ power: 'running' })
})
