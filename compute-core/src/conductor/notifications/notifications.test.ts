import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { undeliveredNotifications } from '#conductor/reconcilers/undelivered-notifications'
import { failed } from '#platform/errors'
import { beginJob } from '#platform/flow/job-ledger'
import type { Job } from '#platform/flow/jobs'
import type { ServerId } from '#platform/ids'
import { writeLock, writeMetadata } from '#store/server-attributes'
import { recordAction } from '#store/server-action-store'
import { setWebhook } from '#store/notification-store'
import { conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { scratchDatabase } from '#test/scratch-postgres'

interface Notified {
  event_type: string
  message_id: string
  payload: { 'nova_object.data': { metadata: Record<string, string> } }
}

/** A webhook that answers with `status` and keeps what it is told. */
async function aWebhook() {
  const told: { body: Notified; text: string; headers: IncomingHttpHeaders }[] = []
  const hook = { status: 204, told, url: '' }
  const server = createServer(async (request, answer) => {
    const text = await textOf(request)
    told.push({ body: JSON.parse(text) as Notified, text, headers: request.headers })
    answer.writeHead(hook.status).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  hook.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  return { hook, close: () => new Promise((resolve) => server.close(resolve)) }
}

let scratch: Awaited<ReturnType<typeof scratchDatabase>>
let webhook: Awaited<ReturnType<typeof aWebhook>>
let world: ConductorWorld
beforeAll(async () => {
  scratch = await scratchDatabase()
  webhook = await aWebhook()
})
afterAll(async () => {
  await webhook.close()
  await scratch[Symbol.asyncDispose]()
})
beforeEach(async () => {
  world = await conductorWorld(scratch.db)
  webhook.hook.status = 204
  webhook.hook.told.length = 0
  await setWebhook(scratch.db, undefined)
  await setWebhook(scratch.db, webhook.hook.url)
})

const secret = 'a secret between us'
const deliverAll = (webhook_secret = secret) =>
  undeliveredNotifications.run({
    ...world.io,
    reports: world.reports,
    settings: { ...world.io.settings, webhook_url: webhook.hook.url, webhook_secret },
  })
const waiting = async () => (await scratch.db.selectFrom('compute.notification').select('id').execute()).length
const types = () => webhook.hook.told.map(({ body }) => body.event_type)
const withoutUpdates = () => types().filter((type) => type !== 'instance.update')

/** As the engine does: a job that nobody began would have been called off. */
async function carryOut(job: Job) {
  await beginJob(scratch.db, job.id, null)
  await world.carryOut(job)
}

async function build(): Promise<ServerId> {
  const { id } = await world.insertServer({ vm_state: 'building', task_state: 'scheduling', launched_at: null })
  await carryOut(await world.job('server-create', { serverId: id, requestedNetworks: 'auto', sealedAdminPass: null }))
  return id
}

test('a create is told as it begins and as it ends, with each change between', async () => {
  const id = await build()
  await deliverAll()
  expect(withoutUpdates()).toEqual(['instance.create.start', 'instance.create.end'])
  expect(types().filter((type) => type === 'instance.update').length).toBeGreaterThan(2)
  const end = webhook.hook.told.find(({ body }) => body.event_type === 'instance.create.end')!.body
  expect(end).toMatchObject({
    priority: 'INFO',
    publisher_id: `nova-compute:${world.host().name}`,
    payload: {
      'nova_object.name': 'InstanceCreatePayload',
      'nova_object.namespace': 'nova',
      'nova_object.data': {
        uuid: id,
        state: 'active',
        task_state: null,
        host: world.host().name,
        fault: null,
        request_id: expect.stringMatching(/^req-/),
        flavor: { 'nova_object.name': 'FlavorPayload' },
        ip_addresses: [{ 'nova_object.name': 'IpPayload' }],
      },
    },
  })
  expect(end.payload['nova_object.data']).not.toHaveProperty('user_data')
  expect(await waiting()).toBe(0)
})

test('a delete is told with the metadata that the server had, and nothing is told after it', async () => {
  const { id } = await world.insertServer({ metadata: JSON.stringify({ role: 'web' }), task_state: 'deleting' })
  await carryOut(await world.job('server-delete', { serverId: id }))
  await deliverAll()
  expect(types().at(-1)).toBe('instance.delete.end')
  expect(webhook.hook.told.at(-1)!.body).toMatchObject({
    payload: { 'nova_object.data': { uuid: id, state: 'deleted', metadata: { role: 'web' } } },
  })
})

test('an update says what it was before', async () => {
  const { id } = await world.insertServer()
  await writeMetadata(scratch.db, id, { pairs: { role: 'web' }, replace: false, max: 10 })
  await deliverAll()
  expect(webhook.hook.told[0]!.body.payload['nova_object.data']).toMatchObject({
    metadata: { role: 'web' },
    state_update: { 'nova_object.data': { old_state: 'active', state: 'active' } },
  })
})

test('what fails is told with its fault and the priority ERROR', async () => {
  const id = await build()
  await scratch.db.updateTable('compute.server').set({ task_state: 'powering-off' }).where('id', '=', id).execute()
  world.host().fails.set('guest-power-off', failed('The host refuses.'))
  await carryOut(await world.job('server-stop', { serverId: id }))
  await deliverAll()
  expect(withoutUpdates().slice(-2)).toEqual(['instance.power_off.start', 'instance.power_off.error'])
  const { body } = webhook.hook.told.find(({ body: { event_type: type } }) => type === 'instance.power_off.error')!
  expect(body).toMatchObject({
    priority: 'ERROR',
    payload: { 'nova_object.data': { fault: { 'nova_object.data': { exception_message: 'The host refuses.' } } } },
  })
})

test('a lock is told as it is done', async () => {
  const server = await world.insertServer()
  const by = { userId: server.userId, projectId: server.projectId }
  await writeLock(scratch.db, server.id, { by: 'owner', reason: 'demo' })
  await recordAction(scratch.db, { server, action: 'lock', caller: by, requestId: 'req-1' })
  await deliverAll()
  expect(types()).toEqual(['instance.lock'])
  expect(webhook.hook.told[0]!.body.payload['nova_object.data']).toMatchObject({ locked: true, locked_reason: 'demo' })
})

test.each([
  ['as it stands', secret, secret],
  ['as Standard Webhooks writes it', `whsec_${Buffer.from(secret).toString('base64')}`, secret],
])('each is signed, so that the receiver knows who told it; the secret is given %s', async (_how, given, key) => {
  const { id } = await world.insertServer()
  await writeMetadata(scratch.db, id, { pairs: { a: 'b' }, replace: false, max: 10 })
  await deliverAll(given)
  const { text, headers } = webhook.hook.told[0]!
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`
  expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
})

test('a webhook that is away is told later, in order, under the same id', async () => {
  const { id } = await world.insertServer()
  webhook.hook.status = 503
  for (const value of ['1', '2', '3'])
    await writeMetadata(scratch.db, id, { pairs: { value }, replace: false, max: 10 })
  await deliverAll()
  expect(webhook.hook.told).toHaveLength(1)
  expect(await waiting()).toBe(3)
  await deliverAll()
  expect(webhook.hook.told, 'it is left alone for a while').toHaveLength(1)

  webhook.hook.status = 200
  await scratch.db
    .updateTable('compute.webhook')
    .set({ due_at: new Date(0) })
    .execute()
  await deliverAll()
  const values = webhook.hook.told.map(({ body }) => body.payload['nova_object.data'].metadata.value)
  expect(values).toEqual(['1', '1', '2', '3'])
  expect(webhook.hook.told[1]!.body.message_id).toBe(webhook.hook.told[0]!.body.message_id)
})

test('one that is refused does not keep the others waiting', async () => {
  const { id } = await world.insertServer()
  await writeMetadata(scratch.db, id, { pairs: { value: '1' }, replace: false, max: 10 })
  webhook.hook.status = 400
  await deliverAll()
  webhook.hook.status = 200
  await writeMetadata(scratch.db, id, { pairs: { value: '2' }, replace: false, max: 10 })
  await deliverAll()
  expect(webhook.hook.told.map(({ body }) => body.payload['nova_object.data'].metadata.value)).toEqual(['1', '2'])
  expect(await waiting()).toBe(1)
})

test('without a webhook nothing is written down', async () => {
  await setWebhook(scratch.db, undefined)
  await build()
  expect(await waiting()).toBe(0)
})

test.each([
  ['ssh', 'ssh-ed25519 AAAA me'],
  ['x509', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'],
])('a key pair of type %s is told as such', async (type, key_data) => {
  const { id } = await world.insertServer({
    vm_state: 'building',
    task_state: 'scheduling',
    launched_at: null,
    key_name: 'mine',
    key_data,
  })
  await carryOut(await world.job('server-create', { serverId: id, requestedNetworks: 'auto', sealedAdminPass: null }))
  await deliverAll()
  const end = webhook.hook.told.find(({ body }) => body.event_type === 'instance.create.end')!.body
  expect(end.payload['nova_object.data']).toMatchObject({
    keypairs: [{ 'nova_object.data': { name: 'mine', type, public_key: key_data } }],
  })
})
