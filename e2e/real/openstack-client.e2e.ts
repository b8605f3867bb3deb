import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { openstackClient } from '../support/openstack-client.ts'
import { sshInto } from '../support/ssh.ts'

let cloud: CloudProcess
test.beforeAll(async () => {
  cloud = await startCloud()
})
test.afterAll(async () => {
  await cloud.dispose()
})

test('the openstack client makes a server, reads its console, and its owner signs in with the injected key', async () => {
  const openstack = openstackClient(cloud)
  const key = join(cloud.dataDir, 'mine.pem')
  await writeFile(key, await openstack.text('--os-compute-api-version', '2.1', 'keypair', 'create', 'mine'))
  await chmod(key, 0o600)
  expect(await readFile(key, 'utf8')).toContain('PRIVATE KEY')

  const create = ['--image', 'kilonova-guest-1', '--flavor', 'm1.nano', '--key-name', 'mine', '--nic', 'auto', '--wait']
  const server = await openstack.json<{ id: string; status: string; addresses: Record<string, string[]> }>(
    'server',
    'create',
    ...create,
    'web-1',
  )
  expect(server.status).toBe('ACTIVE')

  const list = await openstack.json<{ Name: string; Status: string }[]>('server', 'list')
  expect(list).toMatchObject([{ Name: 'web-1', Status: 'ACTIVE' }])
  const shown = await openstack.json<{ id: string; addresses: Record<string, string[]> }>('server', 'show', 'web-1')
  expect(shown.id).toBe(server.id)
  const [address] = Object.values(shown.addresses).flat()

  await expect
    .poll(() => openstack.text('console', 'log', 'show', 'web-1'), { timeout: 90_000 })
    .toContain(`address ${address}`)
  await expect
    .poll(() => openstack.text('console', 'log', 'show', 'web-1'), { timeout: 60_000 })
    .toContain('ready after')
  expect(await sshInto(cloud, address!, key, 'hostname')).toBe('web-1')

  await openstack.text('server', 'delete', '--wait', 'web-1')
  expect(await openstack.json('server', 'list')).toEqual([])
})

test('what the client refuses, it refuses with our sentence', async () => {
  const openstack = openstackClient(cloud)
  await expect(
    openstack.text('server', 'create', '--image', 'kilonova-guest-1', '--flavor', 'no-such', '--nic', 'none', 'x'),
  ).rejects.toThrow(/no-such/)
  await expect(openstack.text('server', 'show', 'nobody')).rejects.toThrow(/nobody/)
})
