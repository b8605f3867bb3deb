import { type RawBuilder, sql } from 'kysely'
import type { activityKeys } from '#domain/server/activity-keys'
import { any, holdsAny, type RowSearch, searchConditions, type SearchedBy } from '#platform/db/search'
import type { ReadTerm } from '#platform/service/list-query/query-keys'
import type { NamedIds } from './server-search.ts'

// An action is under way for as long as its job is; one without a job, as a lock, has ended at once.
const isOpen = sql<boolean>`(a.server_id::text, a.request_id) in (
  select w.subject_id, w.request_id from platform.job w where w.finished_at is null)`

/** Over `a`, an action: how it has ended, or that it has not. */
export const withOutcome: Readonly<Record<string, RawBuilder<boolean>>> = {
  running: isOpen,
  done: sql<boolean>`(a.message is null and not ${isOpen})`,
  failed: sql<boolean>`(a.message is not null and not ${isOpen})`,
}

/** The conditions that all terms hold for an action `a` and its server `s`. */
export const searchActivity = (terms: readonly ReadTerm[], named: NamedIds): RawBuilder<boolean>[] =>
  searchConditions(searchOf(named), terms)

const reason = sql`(case when a.message is not null then (
  select f.message from compute.server_fault f
  where f.server_id = a.server_id and f.request_id = a.request_id order by f.id desc limit 1) end)`

const searchOf = (named: NamedIds): RowSearch<typeof activityKeys> => ({
  keys: {
    action: sql`a.action`,
    outcome: (tests) => any(tests.flatMap((test) => (test.kind === 'enum' ? [withOutcome[test.value]!] : []))),
    server: (tests) => any([holdsAny(sql`s.name`, tests), holdsAny(sql`s.id::text`, tests)]),
    user: byIdOrName(sql`a.user_id`, named),
    request: sql`a.request_id`,
    started: sql`a.start_time`,
    reason,
    host: (tests) => sql<boolean>`exists (
      select from compute.instance_action_event e where e.action_id = a.id and ${holdsAny(sql`e.host`, tests)})`,
    project: byIdOrName(sql`a.project_id`, named),
  },
  text: [sql`s.name`, sql`a.action`, sql`a.request_id`, reason],
})

const byIdOrName =
  (id: RawBuilder<unknown>, named: NamedIds): SearchedBy =>
  (tests) => {
    const ids = named.get(tests) ?? []
    return any([holdsAny(id, tests), ...(ids.length > 0 ? [sql<boolean>`${id} = any(${ids}::text[])`] : [])])
  }
