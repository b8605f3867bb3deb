import { generateKeyPairSync } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { CloudError, conflict } from '#platform/errors'
import { finishJob } from '#platform/flow/job-ledger'
import type { Job } from '#platform/flow/jobs'
import { sealWith } from '#platform/seal'
import { endAction } from '#store/server-action-store'
import { recordFault } from '#store/server-fault-store'
import { insertServer } from '#test/insert-server'
import { aCompute, type TestCompute } from './support/a-compute.ts'
import { insertHost } from './support/a-furnished-compute.ts'

let compute: TestCompute
let hostId: string
let endsWell: TestCompute['carryOut']['now']
beforeAll(async () => {
  compute = await aCompute()
  hostId = await insertHost(compute.db, 'host-1')
  endsWell = compute.carryOut.now
})
afterEach(() => {
  compute.carryOut.now = endsWell
})
afterAll(() => compute[Symbol.asyncDispose]())

const mine = (what: object = {}) => {
  const { projectId, userId } = compute.callers.get('member')!
  return insertServer(compute.db, { project_id: projectId!, user_id: userId, host_id: hostId, ...what })
}
const act = (id: string, body: object, { as = 'member', version = '2.104' } = {}) =>
  compute.request(`POST /servers/${id}/action`, { version, body, as })
const dispatchedFor = (id: string) => compute.dispatched.filter(({ subjectId }) => subjectId === id)
const row = (id: string) =>
  compute.db.selectFrom('compute.server').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const actionsOf = async (id: string) =>
  (await compute.db.selectFrom('compute.instance_action').select('action').where('server_id', '=', id).execute()).map(
    ({ action }) => action,
  )

test.each([
  ['pause', 'active', 'pausing', 'server-pause'],
  ['unpause', 'paused', 'unpausing', 'server-unpause'],
  ['suspend', 'active', 'suspending', 'server-suspend'],
  ['resume', 'suspended', 'resuming', 'server-resume'],
  ['trigger_crash_dump', 'paused', null, 'server-trigger-crash-dump'],
])('%s of a server that is %s begins', async (action, vm_state, task, flow) => {
  const { id } = await mine({ vm_state })
  expect((await act(id, { [action]: null })).status).toBe(202)
  expect(dispatchedFor(id)).toMatchObject([{ flow, params: { serverId: id } }])
  expect(await row(id)).toMatchObject({ vm_state, task_state: task })
  expect(await actionsOf(id)).toEqual([action])
})

test('a server whose memory is encrypted is not suspended, but paused', async () => {
  const { id } = await mine({
    image_properties: JSON.stringify({
      hw_mem_encryption: 'yes',
      hw_firmware_type: 'uefi',
      hw_machine_type: 'pc-q35-7.2',
    }),
  })
  expect((await act(id, { suspend: null })).status).toBe(400)
  expect((await act(id, { pause: null })).status).toBe(202)
})

test('what stands under pause means nothing, under trigger_crash_dump it must be null', async () => {
  expect((await act((await mine()).id, { pause: { now: true } })).status).toBe(202)
  expect((await act((await mine()).id, { trigger_crash_dump: {} })).status).toBe(400)
})

test('a crash dump is asked for from 2.17 on, of a server on a host', async () => {
  const { id } = await mine()
  expect((await act(id, { trigger_crash_dump: null }, { version: '2.16' })).status).toBe(404)
  expect((await act(id, { trigger_crash_dump: null }, { version: '2.17' })).status).toBe(202)
  const homeless = await mine({ host_id: null, vm_state: 'error' })
  expect((await act(homeless.id, { trigger_crash_dump: null })).status).toBe(409)
})

test.each([
  [{ 'os-resetState': { state: 'error' } }, 403],
  [{ injectNetworkInfo: null }, 403],
  [{ resetNetwork: null }, 410],
])('%j by a member is %i', async (body, status) => {
  expect((await act((await mine()).id, body)).status).toBe(status)
})

test.each(['active', 'error'])(
  'an administrator resets any server to %s, and its record does not say so',
  async (state) => {
    const { id } = await mine({ vm_state: 'building', task_state: 'spawning', locked_by: 'owner', launched_at: null })
    expect((await act(id, { 'os-resetState': { state } }, { as: 'admin' })).status).toBe(202)
    expect(await row(id)).toMatchObject({ vm_state: state, task_state: null })
    expect(await actionsOf(id)).toEqual([])
  },
)

test('a reset calls off what has not begun, but no delete', async () => {
  const { id } = await mine()
  await act(id, { pause: null })
  const [pause] = dispatchedFor(id)
  await act(id, { 'os-resetState': { state: 'active' } }, { as: 'admin' })
  const open = await compute.db
    .selectFrom('platform.job')
    .select('id')
    .where('id', '=', pause!.id)
    .where('finished_at', 'is', null)
    .execute()
  expect(open).toEqual([])
})

test.each([{}, { state: 'stopped' }, { state: 'active', why: 'x' }, null])(
  'a reset told %j is a 400',
  async (response) => {
    expect((await act((await mine()).id, { 'os-resetState': response }, { as: 'admin' })).status).toBe(400)
  },
)

test('network information is injected nowhere, and that is all there is to say', async () => {
  const { id } = await mine()
  expect((await act(id, { injectNetworkInfo: null }, { as: 'admin' })).status).toBe(202)
  expect(dispatchedFor(id)).toEqual([])
})

const seal = sealWith(Buffer.alloc(32, 7))
const sealedIn = ({ params }: Job) => seal.open(params['sealedPassword'] as string)

test('a password goes sealed to its flow, and the answer waits for it', async () => {
  const { id } = await mine()
  let isDone = false
  compute.carryOut.now = async (job) => {
    isDone = true
    await endsWell(job)
  }
  expect((await act(id, { changePassword: { adminPass: 'pässword' } })).status).toBe(202)
  expect(isDone).toBe(true)
  const [job] = dispatchedFor(id)
  expect(JSON.stringify(job)).not.toContain('pässword')
  expect(sealedIn(job!)).toBe('pässword')
  expect(job?.params['passwordCrypt']).toBeNull()
  expect((await row(id)).task_state).toBe('updating_password')
})

test('a password of a server with an RSA key is kept for its owner as well', async () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const { id } = await mine({ key_name: 'mine', key_data: asSshRsa(publicKey.export({ format: 'jwk' })) })
  await act(id, { changePassword: { adminPass: 'secret' } })
  expect(dispatchedFor(id)[0]?.params['passwordCrypt']).toMatch(/^[A-Za-z0-9+/]{342}==$/)
})

test.each([
  ['a conflict', conflict('QEMU guest agent is not enabled.', ''), 409, 'QEMU guest agent is not enabled.'],
  ['a silent agent', new CloudError({ kind: 'not-implemented', message: 'It does not answer.' }), 501, 'not answer'],
  ['anything else', new Error('The host has gone.'), 409, 'Something went wrong inside of the cloud.'],
])('a password that could not be set for %s is told so', async (_what, error, status, sentence) => {
  const { id } = await mine()
  compute.carryOut.now = async ({ id: jobId, requestId }) => {
    await endAction(compute.db, { serverId: id, requestId }, 'Error')
    await recordFault(compute.db, id, error, requestId)
    await finishJob(compute.db, jobId)
  }
  const response = await act(id, { changePassword: { adminPass: 'secret' } })
  expect(response.status).toBe(status)
  expect(JSON.stringify(response.body)).toContain(sentence)
})

test('a password change that is preempted is a conflict', async () => {
  const { id } = await mine()
  compute.carryOut.now = async ({ id: jobId, requestId }) => {
    await endAction(compute.db, { serverId: id, requestId }, 'Error')
    await finishJob(compute.db, jobId)
  }
  expect((await act(id, { changePassword: { adminPass: 'secret' } })).status).toBe(409)
})

test.each([{}, { adminPass: 7 }, { adminPass: 'x', user: 'root' }])(
  'changePassword told %j is a 400',
  async (response) => {
    expect((await act((await mine()).id, { changePassword: response })).status).toBe(400)
  },
)

const diagnose = (id: string, version: string, as = 'admin') =>
  compute.request(`GET /servers/${id}/diagnostics`, { version, as })

test('figures are flat before 2.48 and have one shape after', async () => {
  const { id } = await mine({ config_drive: true, launched_at: new Date(Date.now() - 90_000) })
  expect((await diagnose(id, '2.47')).body).toMatchObject({
    cpu0_time: 17_300_000_000,
    vda_errors: -1,
    vnet1_tx_packets: 26_701,
    memory: 524_288,
  })
  const { body } = await diagnose(id, '2.48')
  expect(body).toMatchObject({
    state: 'running',
    driver: 'libvirt',
    config_drive: true,
    num_cpus: 1,
    memory_details: { maximum: 512, used: null },
    disk_details: [{ errors_count: null }],
    nic_details: [{ mac_address: '01:23:45:67:89:ab', rx_rate: null }],
  })
  expect(body.uptime).toBeGreaterThanOrEqual(90)
  expect(compute.commands.at(-1)).toMatchObject({ kind: 'guest-diagnostics', params: { serverId: id } })
})

test.each([
  ['off', { power_state: 'shutdown' }],
  ['paused', { power_state: 'paused', vm_state: 'paused' }],
  ['on no host', { host_id: null }],
])('a server that is %s is not measured', async (_what, columns) => {
  expect((await diagnose((await mine(columns)).id, '2.48')).status).toBe(409)
})

test('figures are for administrators, and from 2.102 on take no query', async () => {
  const { id } = await mine()
  expect((await diagnose(id, '2.48', 'member')).status).toBe(403)
  expect((await compute.request(`GET /servers/${id}/diagnostics?x=1`, { version: '2.101', as: 'admin' })).status).toBe(
    200,
  )
  expect((await compute.request(`GET /servers/${id}/diagnostics?x=1`, { version: '2.102', as: 'admin' })).status).toBe(
    400,
  )
})

/** The key as one line of an authorized_keys file. */
function asSshRsa({ n, e }: { n?: string; e?: string }): string {
  const field = (bytes: Buffer) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    return Buffer.concat([length, bytes])
  }
  const number = (text = '') => field(Buffer.concat([Buffer.alloc(1), Buffer.from(text, 'base64url')]))
  return `ssh-rsa ${Buffer.concat([field(Buffer.from('ssh-rsa')), number(e), number(n)]).toString('base64')} ada`
}
