import { expect, test } from '@playwright/test'
import { type Api, signIn } from '../support/api.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { openstackClient } from '../support/openstack-client.ts'

test.describe.configure({ mode: 'serial', timeout: 240_000 })

let cloud: CloudProcess
let openstack: ReturnType<typeof openstackClient>
let api: Api
let path: string
test.beforeAll(async () => {
  cloud = await startCloud()
  openstack = openstackClient(cloud)
  // A guest that still boots does not hear that it should shut down.
  await openstack.text('image', 'set', '--property', 'os_shutdown_timeout=5', 'kilonova-guest-1')
  const refs = ['--image', 'kilonova-guest-1', '--flavor', 'm1.nano', '--nic', 'auto']
  const { id } = await openstack.json<{ id: string }>('server', 'create', ...refs, '--wait', 'web-1')
  api = await signIn(cloud)
  path = `/compute/v2.1/servers/${id}`
})
test.afterAll(async () => {
  await cloud.dispose()
})

// What is waited for is looked at through the API: each start of the client takes more than a second of a core.
const status = async () => (await api.call<{ server: { status: string } }>('GET', path)).server.status
const becomes = (wanted: string) => expect.poll(status, { timeout: 120_000 }).toBe(wanted)
const log = async () =>
  (await api.call<{ output: string }>('POST', `${path}/action`, { 'os-getConsoleOutput': {} })).output
/** The guest has come up, as its console says; the log begins anew with each start. */
const isUp = () => expect.poll(log, { timeout: 120_000 }).toContain('ready after')

test('a guest that is paused, suspended and locked goes on where it was', async () => {
  await isUp()
  expect(await openstack.text('console', 'log', 'show', 'web-1')).toContain('ready after')
  for (const [verb, back, meanwhile] of [
    ['pause', 'unpause', 'PAUSED'],
    ['suspend', 'resume', 'SUSPENDED'],
  ] as const) {
    await openstack.text('server', verb, 'web-1')
    await becomes(meanwhile)
    await openstack.text('server', back, 'web-1')
    await becomes('ACTIVE')
  }
  await openstack.text('server', 'lock', '--reason', 'payday', 'web-1')
  expect(await openstack.json('server', 'show', 'web-1')).toMatchObject({ locked: true, locked_reason: 'payday' })
  await openstack.text('server', 'unlock', 'web-1')
})

test('a server is rescued and comes back', async () => {
  await openstack.text('server', 'rescue', 'web-1')
  await becomes('RESCUE')
  await openstack.text('server', 'unrescue', 'web-1')
  await becomes('ACTIVE')
})

test('a server is resized, reverted, resized and confirmed', async () => {
  const flavor = async () =>
    (await openstack.json<{ flavor: { original_name?: string } | string }>('server', 'show', 'web-1')).flavor
  const small = JSON.stringify(await flavor())
  await openstack.text('server', 'resize', '--flavor', 'm1.tiny', 'web-1')
  await becomes('VERIFY_RESIZE')
  await openstack.text('server', 'resize', 'revert', 'web-1')
  await becomes('ACTIVE')
  expect(JSON.stringify(await flavor())).toBe(small)
  await openstack.text('server', 'resize', '--flavor', 'm1.tiny', 'web-1')
  await becomes('VERIFY_RESIZE')
  await openstack.text('server', 'resize', 'confirm', 'web-1')
  await becomes('ACTIVE')
  await isUp()
  expect(JSON.stringify(await flavor())).toContain('m1.tiny')
})

test('a server becomes an image and a backup, and another server is made from the image', async () => {
  await openstack.text('server', 'image', 'create', '--name', 'golden', '--wait', 'web-1')
  await openstack.text('server', 'backup', 'create', '--name', 'nightly', '--rotate', '1', '--wait', 'web-1')
  const images = await openstack.json<{ Name: string; Status: string }[]>('image', 'list')
  expect(images).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ Name: 'golden', Status: 'active' }),
      expect.objectContaining({ Name: 'nightly', Status: 'active' }),
    ]),
  )
  await openstack.text(
    'server',
    'create',
    '--image',
    'golden',
    '--flavor',
    'm1.tiny',
    '--nic',
    'auto',
    '--wait',
    'copy',
  )
  await openstack.text('server', 'delete', '--wait', 'copy')
})

test('a server is shelved and comes back', async () => {
  await openstack.text('server', 'shelve', 'web-1')
  await becomes('SHELVED_OFFLOADED')
  await openstack.text('server', 'unshelve', 'web-1')
  await becomes('ACTIVE')
  const images = await openstack.json<{ Name: string }[]>('image', 'list')
  expect(images.map(({ Name }) => Name)).not.toContain('web-1-shelved')
})

test('a server is rebuilt', async () => {
  await openstack.text('server', 'rebuild', '--image', 'kilonova-guest-1', '--wait', 'web-1')
  await becomes('ACTIVE')
  await isUp()
})

test('a group keeps its servers apart', async () => {
  await openstack.text('server', 'group', 'create', '--policy', 'anti-affinity', 'apart')
  const group = await openstack.json<{ id: string; policy: string }>('server', 'group', 'show', 'apart')
  expect(group.policy).toBe('anti-affinity')
  const create = (name: string) =>
    openstack.text(
      'server',
      'create',
      '--image=kilonova-guest-1',
      '--flavor=m1.nano',
      '--nic=none',
      `--hint=group=${group.id}`,
      '--wait',
      name,
    )
  await create('apart-1')
  await create('apart-2').catch(() => undefined)
  const second = await openstack.json<{ status: string; fault: { message: string } }>('server', 'show', 'apart-2')
  expect(second, 'there is only one host').toMatchObject({
    status: 'ERROR',
    fault: { message: expect.stringContaining('server group') },
  })
  await openstack.text('server', 'delete', '--wait', 'apart-1', 'apart-2')
  await openstack.text('server', 'group', 'delete', 'apart')
})

test('everything that was done stands in the log of actions', async () => {
  const events = await openstack.json<{ Action: string }[]>('server', 'event', 'list', 'web-1')
  expect(new Set(events.map(({ Action }) => Action))).toEqual(
    new Set(
      'create pause unpause suspend resume lock unlock rescue unrescue resize revertResize confirmResize createImage createBackup shelve unshelve rebuild'.split(
        ' ',
      ),
    ),
  )
})
