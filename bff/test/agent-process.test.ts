import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type ScratchDatabase, scratchDatabase } from '../../compute-core/test/support/scratch-postgres.ts'
import { killPrograms, type OurProgram, signIn, soon, startProgram } from './support/our-programs.ts'

// Control and the agent of a host in processes of their own, as `npm start` and `npm run agent` begin them, with a fake hypervisor.

// More than all that one of them waits for may take: what it waits for in vain is told, and not only that it took long.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 })
const password = 'given-by-the-test'

let folder: string
let scratch: ScratchDatabase
let url: string
let headers: Record<string, string>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kilonova-agent-'))
  chmodSync(folder, 0o711)
  scratch = await scratchDatabase({ migrated: false })
  const control = startProgram({
    program: 'main.ts',
    dataDir: join(folder, 'control'),
    // Known by a name, it may be joined although it listens on loopback only.
    settings: { public_url: 'http://127.0.0.1', report_interval: 1 },
    env: {
      KILONOVA_LOG_LEVEL: 'silent',
      DATABASE_URL: scratch.url,
      KILONOVA_ROLES: 'api,conductor',
      KILONOVA_ADMIN_PASSWORD: password,
    },
  })
  await control.says('Kilonova is ready')
  url = /Dashboard +(http:\S+)/.exec(control.printed())![1]!
  headers = await signIn(url, password)
})

afterAll(async () => {
  await killPrograms()
  await scratch[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

const agent = (name: string, ...args: string[]): OurProgram =>
  startProgram({
    program: 'agent-main.ts',
    args,
    dataDir: join(folder, name),
    env: { KILONOVA_LOG_LEVEL: 'silent' },
  })

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

const untilUp = (name: string) =>
  vi.waitFor(
    async () => expect(await ask('GET', `/kilonova/hosts/${name}`)).toMatchObject({ host: { state: 'up' } }),
    soon,
  )

test('a host joins with the command that the cloud prints, takes servers, comes back, and leaves once it is empty', async () => {
  const command = await joinCommand()
  const began = performance.now()
  const first = agent('a', ...command, '--name', 'node-a')
  await untilUp('node-a')
  // On a machine that does nothing else it takes a second.
  expect(performance.now() - began).toBeLessThan(30_000)
  await first.says('Control reaches this host: it takes servers.')

  const { images } = (await (await fetch(`${url}/image/v2/images`, { headers })).json()) as { images: { id: string }[] }
  const server = { name: 'web', imageRef: images[0]!.id, flavorRef: '1', networks: 'auto' }
  const { id } = (await ask('POST', '/servers', { server })).server
  const status = async () => (await ask('GET', `/servers/${id}`)).server.status
  await vi.waitFor(async () => expect(await status()).toBe('ACTIVE'), soon)
  const { output } = await ask('POST', `/servers/${id}/action`, { 'os-getConsoleOutput': {} })
  expect(output).toContain('login:')

  first.child.kill('SIGKILL')
  await first.ended()
  const again = agent('a')
  await again.says('Control reaches this host: it takes servers.')
  again.child.kill('SIGTERM')
  expect(await again.ended()).toEqual([0, null])

  const refused = agent('a', 'leave')
  expect(await refused.ended()).toEqual([1, null])
  expect(refused.printed()).toBe('The agent cannot leave: Host node-a has 1 server. Move or delete them first.\n')
  const third = agent('a')
  await ask('DELETE', `/servers/${id}`)
  await vi.waitFor(async () => expect((await ask('GET', '/servers')).servers).toEqual([]), soon)
  third.child.kill('SIGTERM')
  await third.ended()
  const left = agent('a', 'leave')
  expect(await left.ended()).toEqual([0, null])
  expect(left.printed()).toBe('Host node-a has left its cloud.\n')
  expect((await ask('GET', '/kilonova/hosts')).hosts).toEqual([])
})

test('a host whose service is deleted says so once, ends, and may join again; one that is a host may not', async () => {
  const host = agent('b', ...(await joinCommand()), '--name', 'node-b')
  await untilUp('node-b')
  const { services } = await ask('GET', '/os-services?host=node-b')
  await ask('DELETE', `/os-services/${services[0].id}`)
  expect(await host.ended()).toEqual([1, null])
  expect(host.printed().split('The cloud does not know host node-b any more.')).toHaveLength(2)
  const again = agent('b', ...(await joinCommand()), '--name', 'node-b')
  await untilUp('node-b')
  again.child.kill('SIGTERM')
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
