import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Config, loadConfig } from '#platform/config'
import { silentLog } from '#platform/log'
import { type Cloud, createCloud } from './all-in-one.ts'

// A cloud whose database goes away under load: all its connections are ended, and its server is killed. An error that nobody listened to
// would end the process of these tests.

vi.setConfig({ testTimeout: 120_000 })
const soon = { timeout: 90_000, interval: 200 }

const password = 'secret-of-the-test'
let dataDir: string
let config: Config
let cloud: Cloud
let token: string
let projectId: string

beforeAll(async () => {
  vi.stubEnv('KILONOVA_ADMIN_PASSWORD', password)
  dataDir = await mkdtemp(join(tmpdir(), 'kilonova-outage-'))
  config = loadConfig({
    KILONOVA_DATA: dataDir,
    KILONOVA_DRIVER: 'fake',
    KILONOVA_AGENT_PORT: '0',
    KILONOVA_FAKE_HOSTS: '4',
    KILONOVA_ADMIN_PASSWORD: password,
  })
  cloud = await createCloud(config, { log: silentLog, say: () => {} })
  const signIn = await ask('POST', '/identity/v3/auth/tokens', {
    auth: {
      identity: {
        methods: ['password'],
        password: { user: { name: 'admin', domain: { id: 'default' }, password } },
      },
      scope: { project: { name: 'demo', domain: { id: 'default' } } },
    },
  })
  token = signIn.headers.get('x-subject-token')!
  projectId = ((await signIn.json()) as { token: { project: { id: string } } }).token.project.id
  const unlimited = { quota_set: { instances: -1, cores: -1, ram: -1 } }
  await ask('PUT', `/compute/v2.1/os-quota-sets/${projectId}`, unlimited)
})

afterAll(async () => {
  vi.unstubAllEnvs()
  await cloud?.close()
  await rm(dataDir, { recursive: true, force: true })
})

const ask = async (method: string, path: string, body?: object) =>
  cloud.api.request(path, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token && { 'x-auth-token': token, 'openstack-api-version': 'compute 2.90' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })

async function idOf(path: string, list: string): Promise<string> {
  const found = (await (await ask('GET', path)).json()) as Record<string, { id: string }[]>
  return found[list]![0]!.id
}

interface Shown {
  name: string
  status: string
  fault?: object
}

const servers = async () =>
  ((await (await ask('GET', '/compute/v2.1/servers/detail')).json()) as { servers?: Shown[] }).servers ?? []

/** Asks for servers and lists at once until told to end; gives the names of the servers that were accepted, and every status that was seen. */
function load(name: string, imageRef: string, flavorRef: string) {
  const accepted: string[] = []
  const seen = new Map<number, number>()
  const retryAfter = new Set<string | null>()
  let isEnding = false
  const note = (response: Response) => {
    seen.set(response.status, (seen.get(response.status) ?? 0) + 1)
    if (response.status === 503) retryAfter.add(response.headers.get('retry-after'))
    return response
  }
  const create = async (i: number) => {
    const server = { name: `${name}-${i}`, imageRef, flavorRef, networks: 'none' }
    if (note(await ask('POST', '/compute/v2.1/servers', { server })).status === 202) accepted.push(server.name)
  }
  const creating = (async () => {
    for (let i = 0; !isEnding && i < 60; i++) await Promise.all([create(i), pause(20)])
  })()
  const reading = [1, 2, 3, 4].map(async () => {
    while (!isEnding) note(await ask('GET', '/compute/v2.1/servers/detail'))
  })
  return {
    accepted,
    seen,
    retryAfter,
    async end() {
      isEnding = true
      await Promise.all([creating, ...reading])
      return accepted
    },
  }
}

async function allActive(accepted: readonly string[]) {
  await vi.waitFor(async () => {
    const now = (await servers()).filter(({ name }) => accepted.includes(name))
    expect(now.filter(({ status }) => status === 'ERROR').map(({ fault }) => fault)).toEqual([])
    expect(now.map(({ status }) => status)).toEqual(accepted.map(() => 'ACTIVE'))
  }, soon)
}

const statuses = (seen: ReadonlyMap<number, number>) =>
  [...seen.keys()].filter((status) => ![200, 202, 503].includes(status))

test('all connections ended under load: requests are a 503 that says when to retry, and every flow goes on', async () => {
  const [image, flavor] = [await idOf('/image/v2/images', 'images'), await idOf('/compute/v2.1/flavors', 'flavors')]
  const under = load('ended', image, flavor)
  const admin = new pg.Client({ connectionString: socketUrl() })
  await admin.connect()
  for (let round = 0; round < 8; round++) {
    await pause(150)
    await admin.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = $1',
      ['client backend'],
    )
  }
  await admin.end()
  // On a machine with much to do none may have been accepted in between.
  await vi.waitFor(() => expect(under.accepted).not.toEqual([]), soon)
  const accepted = await under.end()
  expect(statuses(under.seen)).toEqual([])
  expect([...under.retryAfter]).toEqual(['1'])
  await allActive(accepted)
})

test('the embedded server killed under load: it is started again, and every flow goes on', async () => {
  const [image, flavor] = [await idOf('/image/v2/images', 'images'), await idOf('/compute/v2.1/flavors', 'flavors')]
  const under = load('killed', image, flavor)
  await pause(300)
  const pidFile = join(dataDir, 'postgres/cluster/postmaster.pid')
  process.kill(Number((await readFile(pidFile, 'utf8')).split('\n')[0]), 'SIGKILL')
  await vi.waitFor(async () => expect((await cloud.health()).missing).toEqual(['The database does not answer.']), soon)
  await vi.waitFor(async () => expect((await cloud.health()).ready).toBe(true), soon)
  const accepted = await under.end()
  expect(statuses(under.seen)).toEqual([])
  expect([...under.retryAfter]).toEqual(['1'])
  await allActive(accepted)
})

test('a second start on the same data folder is refused in one sentence, and the first runs on', async () => {
  await expect(createCloud(config, { log: silentLog, say: () => {} })).rejects.toThrow(
    `The data folder ${dataDir} is not available. Another Kilonova (process ${process.pid}) is using it: stop that one`,
  )
  expect((await cloud.health()).ready).toBe(true)
})

test('no process that the cloud has started knows the password', async () => {
  const known = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const environments = await Promise.all(
    known.map(async (pid) => [pid, await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')] as const),
  )
  const ours = await Promise.all(
    environments.map(async ([pid, text]) => [await readlink(`/proc/${pid}/cwd`).catch(() => ''), text] as const),
  )
  const below = ours.filter(([cwd]) => cwd.startsWith(dataDir))
  expect(below.length).toBeGreaterThan(1)
  expect(below.filter(([, text]) => /KILONOVA|secret-of-the-test/.test(text))).toEqual([])
})

const socketUrl = () =>
  `postgresql://kilonova@localhost/postgres?host=${encodeURIComponent(join(dataDir, 'postgres/socket'))}`
