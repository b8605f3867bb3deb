import type pg from 'pg'
import { expect, test } from 'vitest'
import { overPool } from '#platform/db/database'
import { silentLog } from '#platform/log'
import { scratchDatabase } from '#test/scratch-postgres'
import { type AuditEntry, auditTrail } from './audit-trail.ts'

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
