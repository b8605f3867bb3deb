import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { imageApi } from '#services/image/api/image-api'
import { openImageFiles } from '#services/image/store/image-files'
import { silentLog } from '#platform/log'
import { identityCloud, password } from './identity-cloud.ts'
import { serveOnLoopback } from '#test/serve-on-loopback'

test('the openstack command signs in, lists users, and brings an image in and out', { timeout: 120_000 }, async () => {
  await using cloud = await identityCloud()
  const folder = await mkdtemp(join(tmpdir(), 'kilonova-client-'))
  const store = { db: cloud.db, files: await openImageFiles(join(folder, 'images')) }
  const { authenticate } = cloud.identity
  const app = new Hono({ strict: false })
    .route('/identity', cloud.api)
    .route('/image', imageApi({ store, authenticate, log: silentLog }))
  await using server = await serveOnLoopback(app)
  const openstack = async (...args: string[]) => {
    const env = {
      PATH: process.env['PATH'],
      OS_AUTH_URL: `${server.origin}/identity/v3`,
      OS_USERNAME: 'admin',
      OS_PASSWORD: password,
      OS_PROJECT_NAME: 'admin',
      OS_USER_DOMAIN_ID: 'default',
      OS_PROJECT_DOMAIN_ID: 'default',
      OS_IDENTITY_API_VERSION: '3',
    }
    const { stdout } = await promisify(execFile)('openstack', args, { env, cwd: folder })
    return args.includes('json') ? JSON.parse(stdout) : stdout
  }
  const bytes = randomBytes(300_000)
  await writeFile(join(folder, 'disk.img'), bytes)

  const users = await openstack('user', 'list', '-f', 'json')
  expect(users.map((user: { Name: string }) => user.Name)).toEqual(['admin', 'demo'])

  const create = ['image', 'create', '--file', 'disk.img', '--disk-format', 'raw', '--container-format', 'bare']
  const made = await openstack(...create, '--public', '--property', 'os_distro=none', 'disk', '-f', 'json')
  expect(made).toMatchObject({ name: 'disk', visibility: 'public' })

  const shown = await openstack('image', 'show', 'disk', '-f', 'json')
  expect(shown).toMatchObject({ status: 'active', size: 300_000, properties: { os_distro: 'none' } })

  await openstack('image', 'save', '--file', 'copy.img', 'disk')
  expect((await readFile(join(folder, 'copy.img'))).equals(bytes)).toBe(true)

  const lie = openstack('image', 'create', '--file', 'disk.img', '--disk-format', 'qcow2', 'lie')
  await expect(lie).rejects.toThrow('Set disk_format to raw')
  await rm(folder, { recursive: true })
})
