import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { loadSecrets, wireSecrets } from '../../compute-core/src/main/secrets.ts'
import { openAuthority } from '../../compute-core/src/platform/wire/authority.ts'
import { type ScratchDatabase, scratchDatabase } from '../../compute-core/test/support/scratch-postgres.ts'
import { killPrograms, signIn, soon, startProgram } from './support/our-programs.ts'

// Control processes as `npm start` begins them, side by side over one database, with a fake hypervisor.

// More than all that one of them waits for may take: what it waits for in vain is told, and not only that it took long.
vi.setConfig({ testTimeout: 300_000 })
const password = 'given-by-the-test'

let folder: string
let scratch: ScratchDatabase
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kilonova-beside-'))
  // PostgreSQL and QEMU have accounts of their own, which pass through.
  chmodSync(folder, 0o711)
  await loadSecrets(folder)
  await openAuthority(await wireSecrets(folder))
  scratch = await scratchDatabase({ migrated: false })
})
afterEach(async () => {
  await killPrograms()
  await scratch[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

/** A process with a data folder of its own, the secrets of the cloud unless it has its own, and the folder of images that all share. */
function start(name: string, roles: string, { ownSecrets = false } = {}) {
  const dataDir = join(folder, name)
  if (!ownSecrets) cpSync(join(folder, 'secrets'), join(dataDir, 'secrets'), { recursive: true })
  const program = startProgram({
    program: 'main.ts',
    dataDir,
    settings: { filesystem_store_datadir: join(folder, 'images'), report_interval: 1 },
    env: { DATABASE_URL: scratch.url, KILONOVA_ROLES: roles, KILONOVA_ADMIN_PASSWORD: password },
  })
  return {
    ...program,
    /** Where it listens, once it is ready for the `nth` time. */
    async ready(nth = 1): Promise<string> {
      await program.says(new RegExp(`(Kilonova is ready[^]*){${nth}}`))
      return program
        .printed()
        .match(/(?:Dashboard|Health) +(http:\S+?)(?:\/healthz)?\n/g)!
        .at(-1)!
        .split(/ +/)
        .at(-1)!
        .trim()
        .replace('/healthz', '')
    },
  }
}

interface Named {
  id: string
  name: string
  status: string
}

async function signedIn(url: string) {
  const headers = await signIn(url, password)
  const get = async (path: string) =>
    (await (await fetch(`${url}${path}`, { headers })).json()) as Record<string, Named[]>
  const statuses = async () => (await get('/compute/v2.1/servers/detail'))['servers']!.map(({ status }) => status)
  return {
    get,
    statuses,
    post: async (path: string) => (await fetch(`${url}${path}`, { method: 'POST', headers })).status,
    async create(count: number) {
      const [image] = (await get('/image/v2/images'))['images']!
      const [flavor] = (await get('/compute/v2.1/flavors'))['flavors']!
      const server = {
        name: 'web',
        imageRef: image!.id,
        flavorRef: flavor!.id,
        networks: 'none',
        min_count: count,
        max_count: count,
      }
      const body = JSON.stringify({ server })
      const { status } = await fetch(`${url}/compute/v2.1/servers`, { method: 'POST', headers, body })
      return status
    },
  }
}

test('two that start first at once make one cloud; what one accepts the other carries out', async () => {
  const api = start('api', 'api,conductor')
  const worker = start('worker', 'conductor,agent')
  const [url, workerUrl] = await Promise.all([api.ready(), worker.ready()])
  const cloud = await signedIn(url)
  expect((await cloud.get('/identity/v3/projects'))['projects']!.map(({ name }) => name).toSorted()).toEqual([
    'admin',
    'demo',
  ])
  expect((await cloud.get('/image/v2/images'))['images']).toHaveLength(1)
  expect(await cloud.create(3)).toBe(202)
  await vi.waitFor(async () => expect(await cloud.statuses()).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE']), soon)
  // What only one of them does is told by both.
  const { processes } = (await cloud.get('/compute/v2.1/kilonova/system/processes')) as unknown as {
    processes: { is_this: boolean; roles: string[]; state: string; leads: boolean }[]
  }
  expect(processes.map(({ is_this, roles, state }) => [is_this, roles.join(), state]).toSorted()).toEqual([
    [false, 'conductor,agent', 'live'],
    [true, 'api,conductor', 'live'],
  ])
  expect(processes.filter(({ leads }) => leads)).toHaveLength(1)
  const { reconcilers } = await cloud.get('/compute/v2.1/kilonova/system/reconcilers')
  expect(reconcilers!.length).toBeGreaterThan(20)
  expect(await cloud.post('/compute/v2.1/kilonova/system/reconcilers/old-events/run')).toBe(202)
  await vi.waitFor(async () => {
    const now = (await cloud.get('/compute/v2.1/kilonova/system/reconcilers'))['reconcilers']!
    expect((now as unknown as { name: string; runs: number }[]).find(({ name }) => name === 'old-events')!.runs).toBe(2)
  }, soon)
  // It serves nobody but those who watch over it.
  const statusOf = async (path: string) => (await fetch(`${workerUrl}${path}`)).status
  expect(await Promise.all(['/healthz', '/metrics', '/compute/', '/identity/v3', '/'].map(statusOf))).toEqual([
    200, 200, 404, 404, 404,
  ])
})

test('what was accepted while nobody carries flows is carried out once somebody does', async () => {
  const worker = start('worker', 'conductor,agent')
  await worker.ready()
  const cloud = await signedIn(await start('api', 'api').ready())
  worker.child.kill('SIGTERM')
  await worker.ended()
  expect(await cloud.create(2)).toBe(202)
  expect(await cloud.statuses()).toEqual(['BUILD', 'BUILD'])
  await start('another', 'conductor,agent').ready()
  await vi.waitFor(async () => expect(await cloud.statuses()).toEqual(['ACTIVE', 'ACTIVE']), soon)
})

test('one with other secrets is refused, and the others run on', async () => {
  const url = await start('api', 'api').ready()
  const other = start('other', 'conductor,agent', { ownSecrets: true })
  expect(await other.ended()).toEqual([1, null])
  expect(other.printed()).toMatch(
    /Kilonova cannot start: The cloud in this database is not available\. It has other secrets than .*\/other\/secrets/,
  )
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
})

test('one that was stopped for so long that another took it over begins anew when it comes back', async () => {
  const first = start('first', 'api,conductor')
  await first.ready()
  await start('second', 'api,conductor').ready()
  first.child.kill('SIGSTOP')
  const takenOver = async () =>
    (await scratch.pool.query('select from platform.control_process where taken_over_at is not null')).rowCount
  await vi.waitFor(async () => expect(await takenOver()).toBe(1), soon)
  first.child.kill('SIGCONT')
  const url = await first.ready(2)
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  expect(first.child.exitCode).toBeNull()
  expect(await takenOver()).toBe(0)
})
