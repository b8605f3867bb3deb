import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@playwright/test'
import { imageAndFlavor, signIn } from '../support/api.ts'
import { startCloud } from '../support/cloud-process.ts'

const run = promisify(execFile)
const main = join(import.meta.dirname, '../../bff/src/main.ts')

// The guest notes on its disk that it has done this, and does it once in its life.
const once = '#!/bin/sh\necho "the first time"\n'

test('a cloud that was backed up with a guest running comes back in another folder, and so does what the guest had written', async () => {
  test.setTimeout(240_000)
  const cloud = await startCloud({}, { shutdown_timeout: 5 })
  const other = await mkdtemp('/var/tmp/kilonova-restored-')
  const archive = join(other, '../', `${other.split('/').at(-1)}.tar`)
  try {
    const api = await signIn(cloud)
    const server = {
      name: 'kept',
      ...(await imageAndFlavor(api)),
      networks: 'none',
      user_data: Buffer.from(once).toString('base64'),
    }
    const { id } = (await api.call<{ server: { id: string } }>('POST', '/compute/v2.1/servers', { server })).server
    const path = `/compute/v2.1/servers/${id}`
    const log = (of: typeof api) =>
      of
        .call<{ output: string }>('POST', `${path}/action`, { 'os-getConsoleOutput': {} })
        .then(({ output }) => output)
        .catch(String)
    await expect.poll(() => log(api), { timeout: 90_000 }).toContain('user data ended with 0')
    expect(await log(api)).toContain('the first time')

    await run(process.execPath, [main, 'backup', archive], { env: { ...process.env, KILONOVA_DATA: cloud.dataDir } })
    await api.call('DELETE', path)
    await expect.poll(() => api.call('GET', path).catch(String), { timeout: 60_000 }).toContain('404')
    await cloud.stop()

    await run(process.execPath, [main, 'restore', archive], { env: { ...process.env, KILONOVA_DATA: other } })
    await cloud.start({ KILONOVA_DATA: other })
    const again = await signIn(cloud)
    const status = async () => (await again.call<{ server: { status: string } }>('GET', path)).server.status
    await expect.poll(status, { timeout: 60_000 }).toBe('SHUTOFF')
    await again.call('POST', `${path}/action`, { 'os-start': null })
    await expect.poll(status, { timeout: 60_000 }).toBe('ACTIVE')
    await expect.poll(() => log(again), { timeout: 90_000 }).toContain('ready after')
    expect(await log(again)).not.toContain('the first time')
    await again.call('DELETE', path)
    await expect.poll(() => again.call('GET', path).catch(String), { timeout: 60_000 }).toContain('404')
  } finally {
    await cloud.dispose()
    for (const left of [other, archive]) await rm(left, { recursive: true, force: true })
  }
})
