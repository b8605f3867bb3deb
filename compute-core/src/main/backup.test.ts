import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Config, loadConfig } from '#platform/config'
import { silentLog } from '#platform/log'
import { type Cloud, createCloud } from './all-in-one.ts'
import { backUp } from './backup.ts'
import { restore } from './restore.ts'

vi.setConfig({ testTimeout: 90_000 })

let folder: string
let archive: string
let config: Config
let bytes: Buffer

const configFor = (name: string) =>
  loadConfig({
    KILONOVA_DATA: join(folder, name),
    KILONOVA_DRIVER: 'fake',
    KILONOVA_AGENT_PORT: '0',
    KILONOVA_FAKE_HOSTS: '2',
    KILONOVA_ADMIN_PASSWORD: 'kept-in-the-backup',
  })

const start = (of: Config) => createCloud(of, { log: silentLog, say: () => {} })

/** Asks as the administrator. */
async function signedIn(cloud: Cloud) {
  const signIn = await cloud.api.request('/identity/v3/auth/tokens', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      auth: {
        identity: {
          methods: ['password'],
          password: { user: { name: 'admin', domain: { id: 'default' }, password: 'kept-in-the-backup' } },
        },
        scope: { project: { name: 'demo', domain: { id: 'default' } } },
      },
    }),
  })
  const token = signIn.headers.get('x-subject-token')!
  return async (method: string, path: string, body?: object | Buffer) => {
    const isBytes = Buffer.isBuffer(body)
    const type = isBytes ? 'application/octet-stream' : 'application/json'
    return cloud.api.request(path, {
      method,
      headers: { 'x-auth-token': token, 'content-type': type, 'openstack-api-version': 'compute 2.90' },
      ...(body && { body: isBytes ? new Uint8Array(body) : JSON.stringify(body) }),
    })
  }
}

type Ask = Awaited<ReturnType<typeof signedIn>>

const listed = async (ask: Ask, path: string, list: string) =>
  ((await (await ask('GET', path)).json()) as Record<string, { id: string; name: string; status: string }[]>)[list]!

async function makeServers(ask: Ask, imageRef: string, names: readonly string[]) {
  const [flavor] = await listed(ask, '/compute/v2.1/flavors', 'flavors')
  for (const name of names)
    await ask('POST', '/compute/v2.1/servers', { server: { name, imageRef, flavorRef: flavor!.id, networks: 'none' } })
  await vi.waitFor(
    async () => {
      const servers = await listed(ask, '/compute/v2.1/servers/detail', 'servers')
      expect(servers.filter(({ status }) => status === 'ACTIVE').map(({ name }) => name)).toEqual(
        expect.arrayContaining([...names]),
      )
    },
    { timeout: 40_000 },
  )
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kilonova-backup-'))
  await chmod(folder, 0o711)
  archive = join(folder, 'cloud.tar.gz')
  config = configFor('cloud')
  bytes = Buffer.alloc(300_000, 'a tenant wrote this')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('a backup of a running cloud, restored onto an empty folder, is the cloud of that moment', async () => {
  const cloud = await start(config)
  const ask = await signedIn(cloud)
  const made = (await (
    await ask('POST', '/image/v2/images', { name: 'golden', disk_format: 'raw', container_format: 'bare' })
  ).json()) as { id: string }
  expect((await ask('PUT', `/image/v2/images/${made.id}/file`, bytes)).status).toBe(204)
  await makeServers(ask, made.id, ['before-1', 'before-2'])
  await writeFile(join(config.dataDir, 'kilonova.json'), '{ "dhcp_domain": "from.the.backup" }')
  const later = (async () => {
    for (let i = 0; i < 20; i++) await ask('PUT', `/compute/v2.1/os-keypairs`, { keypair: { name: `k${i}` } })
  })()
  expect(await backUp(config, archive)).toEqual({ path: archive, database: 'embedded' })
  await later
  expect((await stat(archive)).mode & 0o777).toBe(0o600)
  expect((await readdir(config.dataDir)).filter((name) => name.startsWith('backup-'))).toEqual([])
  await makeServers(ask, made.id, ['after'])
  await cloud.close()

  const restored = configFor('restored')
  await restore(restored, archive)
  expect(configFor('restored').dhcp_domain).toBe('from.the.backup')
  const again = await start(restored)
  const askAgain = await signedIn(again)
  const servers = await listed(askAgain, '/compute/v2.1/servers/detail', 'servers')
  expect(servers.map(({ name }) => name).toSorted()).toEqual(['before-1', 'before-2'])
  const file = await askAgain('GET', `/image/v2/images/${made.id}/file`)
  expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true)
  await makeServers(askAgain, made.id, ['anew'])
  await again.close()
})

test('a backup of a cloud that does not run holds the same', async () => {
  const cold = join(folder, 'cold.tar')
  await backUp(config, cold)
  const restored = configFor('from-cold')
  await restore(restored, cold)
  const again = await start(restored)
  const servers = await listed(await signedIn(again), '/compute/v2.1/servers', 'servers')
  expect(servers.map(({ name }) => name).toSorted()).toEqual(['after', 'before-1', 'before-2'])
  await again.close()
})

test('a backup overwrites nothing, and does not lie in what it backs up', async () => {
  await expect(backUp(config, archive)).rejects.toThrow('exists already')
  await expect(backUp(config, join(config.dataDir, 'cloud.tar'))).rejects.toThrow('is in the data folder itself')
  await expect(backUp(configFor('nowhere'), join(folder, 'x.tar'))).rejects.toThrow('No cloud has been started on it')
})

test('of two backups at the same time one is refused', async () => {
  const made = await Promise.allSettled(['one.tar', 'two.tar'].map((name) => backUp(config, join(folder, name))))
  const refused = made.filter((one) => one.status === 'rejected')
  expect(refused.map(({ reason }) => String(reason))).toEqual([
    expect.stringContaining('Another backup of the data folder'),
  ])
})

test('a restore overwrites nothing, and takes only what a backup has written', async () => {
  await expect(restore(config, archive)).rejects.toThrow('is not empty')
  await writeFile(join(folder, 'text'), 'no archive')
  await expect(restore(configFor('empty'), join(folder, 'text'))).rejects.toThrow(
    'not an archive that Kilonova has made',
  )
  await expect(restore(configFor('empty'), join(folder, 'missing'))).rejects.toThrow('cannot be read')
})

test('a folder in which a restore was cut off starts no cloud, and takes the restore anew', async () => {
  const half = configFor('half')
  await mkdir(join(half.dataDir, 'images'), { recursive: true })
  await writeFile(join(half.dataDir, 'restoring'), `${archive}\n`)
  await writeFile(join(half.dataDir, 'images/half'), 'half')
  await expect(start(half)).rejects.toThrow(`type npm start -- restore ${archive} again`)
  await expect(backUp(half, join(folder, 'half.tar'))).rejects.toThrow('was cut off')
  await restore(half, archive)
  expect(await readdir(join(half.dataDir, 'images'))).not.toContain('half')
  expect(await readdir(half.dataDir)).not.toContain('restoring')
})
