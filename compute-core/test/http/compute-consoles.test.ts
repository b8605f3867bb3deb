import { afterAll, beforeAll, expect, test } from 'vitest'
import { issueConsoleToken, redeemConsoleToken } from '#store/console-token-store'
import { insertServer } from '#test/insert-server'
import { aFurnishedCompute } from './support/a-furnished-compute.ts'

let compute: Awaited<ReturnType<typeof aFurnishedCompute>>
beforeAll(async () => {
  compute = await aFurnishedCompute()
})
afterAll(() => compute[Symbol.asyncDispose]())

const open = (remote_console: object, { id = compute.server.id as string, version = '2.99' } = {}) =>
  compute.request(`POST /servers/${id}/remote-consoles`, { version, body: { remote_console } })
const novnc = { protocol: 'vnc', type: 'novnc' }
const serial = { protocol: 'serial', type: 'serial' }

test('a console opens once with its token, which nobody can read in the database', async () => {
  const { body } = await open(novnc)
  expect(body.remote_console).toMatchObject(novnc)
  const token: string = body.remote_console.url.slice('http://cloud.test/vnc_auto.html?path=%3Ftoken%3D'.length)
  const kept = await compute.db.selectFrom('compute.console_token').selectAll().execute()
  expect(JSON.stringify(kept)).not.toContain(token)
  const both = await Promise.all([redeemConsoleToken(compute.db, token), redeemConsoleToken(compute.db, token)])
  expect(both.filter((access) => access !== undefined)).toEqual([{ serverId: compute.server.id, ...novnc }])
})

test('a token that has run out opens nothing, and is swept away', async () => {
  const access = { serverId: compute.server.id, ...novnc }
  const old = await issueConsoleToken(compute.db, access, -1)
  expect(await redeemConsoleToken(compute.db, old)).toBeUndefined()
  await issueConsoleToken(compute.db, access, 60)
  const kept = await compute.db.selectFrom('compute.console_token').select('expires_at').execute()
  expect(kept.filter(({ expires_at }) => expires_at < new Date())).toEqual([])
})

test.each<[object, string, number]>([
  [{ protocol: 'spice', type: 'spice-html5' }, '2.6', 400],
  [{ protocol: 'vnc', type: 'xvpvnc' }, '2.6', 400],
  [{ protocol: 'mks', type: 'webmks' }, '2.7', 400],
  [{ protocol: 'spice', type: 'spice-direct' }, '2.98', 400],
  [{ protocol: 'vnc' }, '2.6', 400],
  [novnc, '2.5', 404],
  [novnc, '2.6', 200],
  [serial, '2.6', 200],
  [{ protocol: 'vnc', type: 'serial' }, '2.6', 400],
  [{ protocol: 'serial', type: 'novnc' }, '2.6', 400],
  [{ protocol: 'rdp', type: 'rdp-html5' }, '2.6', 400],
  [{ protocol: 'mks', type: 'webmks' }, '2.8', 400],
])('%j at %s is %i', async (asked, version, status) => {
  expect((await open(asked, { version })).status).toBe(status)
})

test('a server without a host has no console yet', async () => {
  const { projectId } = compute.callers.get('member')!
  const { id } = await insertServer(compute.db, { project_id: projectId!, vm_state: 'building', host_id: null })
  expect((await open(novnc, { id })).status).toBe(409)
})

test('a serial console opens with its token, asked for in the old way or the new', async () => {
  const { body } = await open(serial, { version: '2.6' })
  const token = body.remote_console.url.split('token=')[1]
  expect(await redeemConsoleToken(compute.db, token)).toEqual({ serverId: compute.server.id, ...serial })
  const old = await compute.request(`POST /servers/${compute.server.id}/action`, {
    version: '2.5',
    body: { 'os-getSerialConsole': { type: 'serial' } },
  })
  expect(old.body.console.type).toBe('serial')
})

test.each(['deleting', 'migrating'])('a server that is %s shows no console', async (task_state) => {
  const { projectId } = compute.callers.get('member')!
  const { id } = await insertServer(compute.db, { project_id: projectId!, host_id: compute.hostId, task_state })
  expect((await open(novnc, { id })).status).toBe(409)
})

test('what a token opens is for administrators to ask, and asking uses nothing up', async () => {
  const { body } = await open(novnc)
  const line = `GET /os-console-auth-tokens/${body.remote_console.url.split('token%3D')[1]}`
  expect((await compute.request(line, { version: '2.31' })).status).toBe(403)
  for (let time = 0; time < 2; time++)
    expect((await compute.request(line, { version: '2.31', as: 'admin' })).body.console.instance_uuid).toBe(
      compute.server.id,
    )
  expect((await compute.request(line, { version: '2.30', as: 'admin' })).status).toBe(400)
  expect((await compute.request('GET /os-console-auth-tokens/forged', { version: '2.31', as: 'admin' })).status).toBe(
    404,
  )
})
