import { afterAll, beforeAll, expect, test } from 'vitest'
import { aCaller } from './support/a-compute.ts'
import { aFurnishedCompute } from './support/a-furnished-compute.ts'
import { insertMigration } from '#test/insert-migration'

let compute: Awaited<ReturnType<typeof aFurnishedCompute>>
let uuids: string[]
let live: number
beforeAll(async () => {
  compute = await aFurnishedCompute()
  const { db, server } = compute
  const resizes = [
    await insertMigration(db, server, { status: 'error', updated_at: new Date('2026-01-01T00:00:00Z') }),
    await insertMigration(db, server, { source_host: 'host-2' }),
  ]
  const moving = await insertMigration(db, server, {
    type: 'live-migration',
    status: 'running',
    project_id: 'p2',
    user_id: 'eve',
  })
  live = moving.id
  uuids = [...resizes, moving].map(({ uuid }) => uuid)
  const { projectId } = compute.callers.get('member')!
  compute.callers.set('manager', aCaller({ projectId, roles: ['manager', 'member', 'reader'] }))
})
afterAll(() => compute[Symbol.asyncDispose]())

const list = (query = '', options: object = {}) =>
  compute.request(`GET /os-migrations?${query}`, { as: 'admin', version: '2.80', ...options })
const uuidsOf = async (query: string) =>
  (await list(query)).body.migrations.map(({ uuid }: { uuid: string }) => uuids.indexOf(uuid))

test.each([
  ['', [2, 1, 0]],
  ['host=host-1', [2, 1, 0]],
  ['host=host-2', [1]],
  ['source_compute=host-2', [1]],
  ['source_compute=host-2&host=host-1', [2, 1, 0]],
  ['status=error', [0]],
  ['migration_type=resize', [1, 0]],
  ['project_id=p2', [2]],
  ['user_id=eve', [2]],
  ['changes-since=2026-06-01T00:00:00Z', [2, 1]],
  ['changes-before=2026-06-01T00:00:00Z', [0]],
  ['instance_uuid=00000000-0000-4000-8000-000000000000', []],
  ['hidden=1&limit=2', [2, 1]],
])('migrations narrowed by "%s" are %j', async (query, expected) => {
  expect(await uuidsOf(query)).toEqual(expected)
})

test('with names, each says how its server, its project and its user are called', async () => {
  const [{ 'kilonova:names': names }] = (await list('kilonova:names=true&limit=1')).body.migrations
  expect(names).toEqual({ server: compute.server.name, project: null, user: null })
  expect((await list('limit=1')).body.migrations[0]).not.toHaveProperty('kilonova:names')
})

test('pages go by UUID, and a page that is full shows the way on', async () => {
  const { body } = await list('limit=1')
  expect(body.migrations_links).toMatchObject([{ rel: 'next', href: expect.stringContaining(`marker=${uuids[2]}`) }])
  expect(await uuidsOf(`limit=1&marker=${uuids[2]}`)).toEqual([1])
})

test.each([
  'marker=nope',
  'limit=-1',
  'colour=red',
  'changes-since=2026-02-01T00:00:00Z&changes-before=2026-01-01T00:00:00Z',
])('a list with %s is a 400', async (query) => {
  expect((await list(query)).status).toBe(400)
})

test('before 2.59 there were no pages, the oldest came first, and nobody minded unknown words', async () => {
  const { body } = await list('colour=red', { version: '2.58' })
  expect(body.migrations.map(({ status }: { status: string }) => status)).toEqual(['error', 'finished', 'running'])
  expect(body.migrations[0]).not.toHaveProperty('uuid')
})

test('a manager sees the own project when it is named, without hosts; members see none', async () => {
  const { projectId } = compute.callers.get('member')!
  expect((await list('', { as: 'manager' })).status).toBe(403)
  expect((await list('project_id=p2', { as: 'manager' })).status).toBe(403)
  expect((await list(`project_id=${projectId}`, { as: 'member' })).status).toBe(403)
  const { body } = await list(`project_id=${projectId}`, { as: 'manager' })
  expect(body.migrations).toMatchObject([{ source_compute: null, dest_host: null }, {}])
})

test.each([
  'host=host-1',
  'source_compute=host-1',
  'sort_key=dest_compute',
  'kilonova:q=host:host-1',
  'kilonova:q=source:h*',
])('a manager learns no host by asking for %s', async (query) => {
  const { projectId } = compute.callers.get('member')!
  expect((await list(`project_id=${projectId}&${query}`, { as: 'manager' })).status).toBe(403)
})

test('text alone finds hosts for administrators only', async () => {
  const { projectId } = compute.callers.get('member')!
  const found = async (as: string) =>
    (await list(`project_id=${projectId}&kilonova:q=host-1`, { as })).body.migrations.length
  expect([await found('admin'), await found('manager')]).toEqual([2, 0])
})

const ofServer = (line: (path: string) => string, options: object = {}) =>
  compute.request(line(`/servers/${compute.server.id}/migrations`), { as: 'admin', version: '2.80', ...options })

test('of a server its live migrations under way are listed and shown, and no others', async () => {
  const { body } = await ofServer((path) => `GET ${path}`)
  expect(body.migrations).toMatchObject([{ id: live, status: 'running', memory_total_bytes: null }])
  expect((await ofServer((path) => `GET ${path}/${live}`)).body.migration).toMatchObject({ id: live })
  expect((await ofServer((path) => `GET ${path}/${live - 1}`)).status).toBe(404)
  expect((await ofServer((path) => `GET ${path}/999`)).status).toBe(404)
})

test.each([
  ['aborted', (id: unknown) => (path: string) => `DELETE ${path}/${id}`, {}],
  [
    'forced to complete',
    (id: unknown) => (path: string) => `POST ${path}/${id}/action`,
    { body: { force_complete: null } },
  ],
])('what is no running live migration cannot be %s', async (_what, line, options) => {
  expect((await ofServer(line(999), options)).status).toBe(404)
  expect((await ofServer(line('x'), options)).status).toBe(404)
  expect((await ofServer(line(live - 1), options)).status).toBe(400)
  expect((await ofServer(line(live), { ...options, as: 'member' })).status).toBe(403)
  expect((await ofServer(line(live), { ...options, as: 'other' })).status).toBe(404)
})
