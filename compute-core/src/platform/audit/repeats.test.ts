import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type AuditEntry, auditRow, type AuditRow } from './audit-entry.ts'
import { repeats } from './repeats.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const refused = (requestId: string, what: Partial<AuditEntry> = {}) =>
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
    ...what,
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

/** What is told after these, each 15 times. */
function toldOf(kinds: readonly Partial<AuditEntry>[]): AuditRow[] {
  const told: AuditRow[] = []
  const repeated = repeats((row) => told.push(row))
  for (let round = 0; round < 15; round++) for (const kind of kinds) repeated.holds(refused(`req-${round}`, kind))
  repeated.tell()
  return told
}

test('other projects and addresses are never told of as one, and neither are those whom nobody knows', () => {
  const project = (id: string) => ({ project: { id, name: id }, address: '192.0.2.1' })
  expect(toldOf([project('p'), project('q')])).toMatchObject([
    { project_id: 'p', times: 5 },
    { project_id: 'q', times: 5 },
  ])
  const unknown = (address: string) => ({ action: 'sign-in', user: null, address })
  expect(toldOf([unknown('192.0.2.1'), unknown('192.0.2.2')])).toMatchObject([
    { user_id: null, address: '192.0.2.1', times: 5 },
    { user_id: null, address: '192.0.2.2', times: 5 },
  ])
})

test('the targets of who tries few are told apart; the row of those beyond names none of them', () => {
  const server = (index: number) => ({ target: { kind: 'server', id: `s-${index}`, name: null } })
  const few = toldOf([server(1), server(2)])
  expect(few.map(({ target_id, times }) => [target_id, times])).toEqual([
    ['s-1', 10],
    ['s-2', 10],
  ])
  const many = toldOf(Array.from({ length: 40 }, (_, index) => server(index)))
  expect(many).toHaveLength(11)
  expect(many.at(-1)).toMatchObject({ target_kind: 'server', target_id: null, target_name: null })
  expect(many.reduce((sum, { times }) => sum + times, 0)).toBe(15 * 40 - 10)
})
