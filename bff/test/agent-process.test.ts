import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type ScratchDatabase, scratchDatabase } from '../../compute-core/test/support/scratch-postgres.ts'

// Control and the agent of a host in processes of their own, as `npm start` and `npm run agent` begin them, with a fake hypervisor.

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
const soon = { timeout: 60_000, interval: 50 }
const password = 'given-by-the-test'

let folder: string
let scratch: ScratchDatabase
const running: ChildProcess[] = []
let control: ReturnType<typeof start>
let url: string
let headers: Record<string, string>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kilonova-agent-'))
  chmodSync(folder, 0o711)
  scratch = await scratchDatabase({ migrated: false })
  // Known by a name, it may be joined although it listens on loopback only.
  control = start('control', 'main.ts', [], { public_url: 'http://127.0.0.1', report_interval: 1 })
  await vi.waitUntil(() => control.printed().includes('Kilonova is ready'), soon)
  url = /Dashboard +(http:\S+)/.exec(control.printed())![1]!
  const user = { name: 'admin', domain: { id: 'default' }, password }
  const scope = { project: { name: 'demo', domain: { id: 'default' } } }
  const auth = { identity: { methods: ['password'], password: { user } }, scope }
  const signIn = await fetch(`${url}/identity/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth }),
  })
  headers = {
    'x-auth-token': signIn.headers.get('x-subject-token')!,
    'openstack-api-version': 'compute 2.90',
    'content-type': 'application/json',
  }
})

afterAll(async () => {
  await Promise.all(
    running.map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    }),
  )
  await scratch[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

/** One of the programs, on a data folder of that name. */
function start(name: string, program: string, args: readonly string[], settings: object = {}) {
  const dataDir = join(folder, name)
  mkdirSync(dataDir, { recursive: true })
  writeFileSync(join(dataDir, 'kilonova.json'), JSON.stringify({ agent_port: 0, port: 0, ...settings }))
  const isControl = program === 'main.ts'
  const child = spawn(process.execPath, [join(import.meta.dirname, '../src', program), ...args], {
    env: {
      ...process.env,
      KILONOVA_DATA: dataDir,
      KILONOVA_DRIVER: 'fake',
      KILONOVA_LOG_LEVEL: 'silent',
      ...(isControl && {
        DATABASE_URL: scratch.url,
        KILONOVA_ROLES: 'api,conductor',
        KILONOVA_ADMIN_PASSWORD: password,
      }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(child)
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>
  return {
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    printed: () => printed,
    /** How it has ended; rejects with what it printed when it has not within 30 s. */
    async ended() {
      const late = pause(30_000, undefined, { ref: false }).then(() => {
        throw new Error(`${name} ${args.join(' ')} has not ended. It printed: ${printed}`)
      })
      return Promise.race([exited, late])
    },
  }
}

const agent = (name: string, ...args: string[]) => start(name, 'agent-main.ts', args)

async function ask(method: string, path: string, body?: object) {
  const init = { method, headers, ...(body && { body: JSON.stringify(body) }) }
  const response = await fetch(`${url}/compute/v2.1${path}`, init)
  const text = await response.text()
  return text === '' ? undefined : JSON.parse(text)
}

/** What the cloud prints for a machine that joins, as arguments. */
async function joinCommand(): Promise<string[]> {
  const { join_token: made } = await ask('POST', '/kilonova/hosts/join-tokens', { join_token: {} })
  return made.commands[0].replace('npm run agent -- ', '').split(' ')
}

const isUp = async (name: string) => (await ask('GET', `/kilonova/hosts/${name}`)).host?.state === 'up'

test('a host joins with the command that the cloud prints, takes servers, comes back, and leaves once it is empty', async () => {
  const command = await joinCommand()
  const began = performance.now()
  const first = agent('a', ...command, '--name', 'node-a')
  await vi.waitFor(async () => expect(await isUp('node-a')).toBe(true), soon)
  // On a machine that does nothing else it takes a second.
  expect(performance.now() - began).toBeLessThan(30_000)
  await vi.waitFor(() => expect(first.printed()).toContain('Control reaches this host: it takes servers.'), soon)

  const { images } = (await (await fetch(`${url}/image/v2/images`, { headers })).json()) as { images: { id: string }[] }
  const server = { name: 'web', imageRef: images[0]!.id, flavorRef: '1', networks: 'auto' }
  const { id } = (await ask('POST', '/servers', { server })).server
  const status = async () => (await ask('GET', `/servers/${id}`)).server.status
  await vi.waitFor(async () => expect(await status()).toBe('ACTIVE'), soon)
  const { output } = await ask('POST', `/servers/${id}/action`, { 'os-getConsoleOutput': {} })
  expect(output).toContain('login:')

  first.kill('SIGKILL')
  await first.ended()
  const again = agent('a')
  await vi.waitFor(() => expect(again.printed()).toContain('Control reaches this host: it takes servers.'), soon)
  again.kill('SIGTERM')
  expect(await again.ended()).toEqual([0, null])

  const refused = agent('a', 'leave')
  expect(await refused.ended()).toEqual([1, null])
  expect(refused.printed()).toBe('The agent cannot leave: Host node-a has 1 server. Move or delete them first.\n')
  const third = agent('a')
  await ask('DELETE', `/servers/${id}`)
  await vi.waitFor(async () => expect((await ask('GET', '/servers')).servers).toEqual([]), soon)
  third.kill('SIGTERM')
  await third.ended()
  const left = agent('a', 'leave')
  expect(await left.ended()).toEqual([0, null])
  expect(left.printed()).toBe('Host node-a has left its cloud.\n')
  expect((await ask('GET', '/kilonova/hosts')).hosts).toEqual([])
})

test('a host whose service is deleted says so once, ends, and may join again; one that is a host may not', async () => {
  const host = agent('b', ...(await joinCommand()), '--name', 'node-b')
  await vi.waitFor(async () => expect(await isUp('node-b')).toBe(true), soon)
  const { services } = await ask('GET', '/os-services?host=node-b')
  await ask('DELETE', `/os-services/${services[0].id}`)
  expect(await host.ended()).toEqual([1, null])
  expect(host.printed().split('The cloud does not know host node-b any more.')).toHaveLength(2)
  const again = agent('b', ...(await joinCommand()), '--name', 'node-b')
  await vi.waitFor(async () => expect(await isUp('node-b')).toBe(true), soon)
  again.kill('SIGTERM')
  await again.ended()
  const twice = agent('b', ...(await joinCommand()))
  expect(await twice.ended()).toEqual([1, null])
  expect(twice.printed()).toContain('The agent cannot join: This machine is host node-b of the cloud at')
})

test.each([
  [['join', 'https://127.0.0.1:1'], 'Type npm run agent'],
  [['join', 'https://127.0.0.1:1', '--token', 'half'], 'The token is not whole.'],
  [['dance'], 'Type npm run agent'],
  [[], 'This machine has not joined a cloud'],
])('agent %j ends with a sentence', async (args, sentence) => {
  const tried = agent('c', ...args)
  expect(await tried.ended()).toEqual([1, null])
  expect(tried.printed()).toContain(sentence)
  expect(tried.printed().trimEnd().split('\n')).toHaveLength(1)
})
