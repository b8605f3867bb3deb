import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { loadConfig } from '#platform/config'
import { silentLog } from '#platform/log'
import { openToOthers } from '#test/open-to-others'
import { type Cloud, createCloud } from './all-in-one.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const password = 'secret-of-the-test'
let dataDir: string
let cloud: Cloud

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'kilonova-private-'))
  const env = {
    KILONOVA_DATA: dataDir,
    KILONOVA_DRIVER: 'fake',
    KILONOVA_AGENT_PORT: '0',
    KILONOVA_ADMIN_PASSWORD: password,
  }
  cloud = await createCloud(loadConfig(env), { log: silentLog, say: () => {} })
})

afterAll(async () => {
  await cloud?.close()
  await rm(dataDir, { recursive: true, force: true })
})

let token = ''
const ask = (method: string, path: string, body?: object | Buffer) =>
  cloud.api.request(path, {
    method,
    headers: {
      'content-type': Buffer.isBuffer(body) ? 'application/octet-stream' : 'application/json',
      ...(token && { 'x-auth-token': token, 'openstack-api-version': 'compute 2.90' }),
    },
    ...(body && { body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body) }),
  })

test('no other account of the machine reads any file of a cloud that has an image and a server', async () => {
  const user = { name: 'admin', domain: { id: 'default' }, password }
  const scope = { project: { name: 'demo', domain: { id: 'default' } } }
  const identity = { methods: ['password'], password: { user } }
  const signIn = await ask('POST', '/identity/v3/auth/tokens', { auth: { identity, scope } })
  token = signIn.headers.get('x-subject-token')!
  const made = await ask('POST', '/image/v2/images', { name: 'mine', disk_format: 'raw', container_format: 'bare' })
  const { id: imageRef } = (await made.json()) as { id: string }
  expect((await ask('PUT', `/image/v2/images/${imageRef}/file`, Buffer.alloc(1000))).status).toBe(204)
  const server = { name: 'web', imageRef, flavorRef: '1', networks: 'auto' }
  const created = await ask('POST', '/compute/v2.1/servers', { server })
  const { id } = ((await created.json()) as { server: { id: string } }).server
  const status = async () =>
    ((await (await ask('GET', `/compute/v2.1/servers/${id}`)).json()) as { server: { status: string } }).server.status
  await expect.poll(status, { timeout: 30_000 }).toBe('ACTIVE')
  expect(await openToOthers(dataDir)).toEqual([])
})
