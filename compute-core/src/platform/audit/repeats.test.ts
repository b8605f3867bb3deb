import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { auditRow, type AuditRow } from './audit-entry.ts'
import { repeats } from './repeats.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const refused = (requestId: string) =>
  auditRow({
    service: 'compute',
    action: 'flavor-create',
    method: 'POST',
    path: '/v2.1/flavors',
    user: { id: 'u', name: 'eve' },
    project: null,
    scope: 'none',
    delegation: null,
    target: { kind: 'flavor', id: null, name: null },
    outcome: 'refused',
    status: 403,
    message: null,
    methods: null,
    requestId,
    address: null,
  })

test('what is held is told of after a minute, and then another minute begins', () => {
  const told: AuditRow[] = []
  const repeated = repeats((row) => told.push(row))
  const held = () => Array.from({ length: 25 }, (_, index) => repeated.holds(refused(`req-${index}`))).filter(Boolean)
  expect(held()).toHaveLength(15)
  vi.advanceTimersByTime(59_000)
  expect(told).toEqual([])
  vi.advanceTimersByTime(1_000)
  expect(told).toMatchObject([{ request_id: 'req-24', times: 15 }])
  expect(held()).toHaveLength(15)
  vi.advanceTimersByTime(60_000)
  expect(told.map(({ times }) => times)).toEqual([15, 15])
})
