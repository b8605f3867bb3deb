import type pg from 'pg'
import { expect, test } from 'vitest'
import { overPool } from '#platform/db/database'
import { silentLog } from '#platform/log'
import { scratchDatabase } from '#test/scratch-postgres'
import type { AuditEntry } from './audit-entry.ts'
import { auditTrail } from './audit-trail.ts'

const anEntry = (what: Partial<AuditEntry> = {}): AuditEntry => ({
  service: 'compute',
  action: 'server-create',
  method: 'POST',
  path: '/v2.1/servers',
  user: { id: 'u', name: 'ada' },
  project: { id: 'p', name: 'demo' },
  scope: 'project',
  delegation: null,
  target: { kind: 'server', id: 's', name: 'web-1' },
  outcome: 'success',
  status: 202,
  message: null,
  methods: null,
  requestId: 'req-1',
  address: null,
  ...what,
})

test('entries that come at once are written together, each once', async () => {
  await using scratch = await scratchDatabase()
  const trail = auditTrail({ db: scratch.db, log: silentLog })
  const ids = Array.from({ length: 50 }, (_, index) => `req-${index}`)
  await Promise.all(ids.map((requestId) => trail.write(anEntry({ requestId }))))
  const rows = await scratch.db.selectFrom('platform.audit').select('request_id').execute()
  expect(rows.map(({ request_id }) => request_id).toSorted()).toEqual(ids.toSorted())
})

test('what PostgreSQL cannot keep as it is costs nobody their entry', async () => {
  await using scratch = await scratchDatabase()
  const trail = auditTrail({ db: scratch.db, log: silentLog })
  const names = ['a\0b', 'half \ud800', 'x'.repeat(10_000)]
  const targets = names.map((name) => ({ kind: 'server', id: 's', name }))
  await Promise.all(targets.map((target) => trail.write(anEntry({ target }))))
  const rows = await scratch.db.selectFrom('platform.audit').select('target_name').orderBy('id').execute()
  expect(rows.map(({ target_name }) => target_name)).toEqual(['ab', 'half \ufffd', 'x'.repeat(255)])
})

test('while the database is away nobody waits long or fails, and it is written later', async () => {
  await using scratch = await scratchDatabase()
  let isAway = true
  const away = () =>
    Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' }))
  const pool = { connect: () => (isAway ? away() : scratch.pool.connect()), end: async () => {}, options: {} }
  const trail = auditTrail({ db: overPool(pool as unknown as pg.Pool), log: silentLog })
  await trail.write(anEntry())
  isAway = false
  await expect
    .poll(() => scratch.db.selectFrom('platform.audit').select('request_id').execute(), { timeout: 10_000 })
    .toEqual([{ request_id: 'req-1' }])
  await trail.close()
})

test('an entry whose commit nobody heard of is there once, however often it is tried', async () => {
  await using scratch = await scratchDatabase()
  let isUnheard = true
  const pool = {
    async connect() {
      const client = await scratch.pool.connect()
      if (!isUnheard) return client
      isUnheard = false
      const query = async (text: string, values: unknown[]) => {
        await client.query(text, values)
        throw new Error('Connection terminated unexpectedly')
      }
      return { query, release: () => client.release() }
    },
    end: async () => {},
    options: {},
  }
  const trail = auditTrail({ db: overPool(pool as unknown as pg.Pool), log: silentLog })
  await trail.write(anEntry())
  await trail.close()
  const rows = await scratch.db.selectFrom('platform.audit').select('request_id').execute()
  expect(rows).toEqual([{ request_id: 'req-1' }])
})

test('a loop of what is refused is a few rows that say how many they were; of what goes well each has its own', async () => {
  await using scratch = await scratchDatabase()
  const trail = auditTrail({ db: scratch.db, log: silentLog })
  const refused = (requestId: string, id: string) =>
    trail.write(anEntry({ outcome: 'refused', status: 403, requestId, user: { id, name: id } }))
  const numbers = Array.from({ length: 200 }, (_, index) => index)
  for (const index of numbers) await refused(`eve-${index}`, 'eve')
  await refused('ada', 'ada')
  await Promise.all(numbers.map((index) => trail.write(anEntry({ requestId: `good-${index}` }))))
  await trail.close()
  const rows = await scratch.db.selectFrom('platform.audit').select(['user_id', 'request_id', 'times']).execute()
  const ofEve = rows.filter(({ user_id }) => user_id === 'eve')
  expect(ofEve.length).toBeLessThan(20)
  expect(ofEve.reduce((sum, { times }) => sum + times, 0)).toBe(200)
  expect(ofEve.find(({ times }) => times > 1)).toMatchObject({ request_id: 'eve-199' })
  expect(rows.filter(({ user_id }) => user_id === 'ada')).toMatchObject([{ times: 1 }])
  expect(rows.filter(({ request_id }) => request_id.startsWith('good-'))).toHaveLength(200)
})
