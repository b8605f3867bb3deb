import { type RawBuilder, sql } from 'kysely'
import type { serverKeys } from '#domain/server/server-keys'
import { type ShownAs, shownAs } from '#domain/server/status'
import {
  any,
  anyElement,
  beginningOfUuid,
  holdsAny,
  type RowSearch,
  searchConditions,
  type SearchedBy,
  textUnder,
  uuidColumn,
} from '#platform/db/search'
import type { QueryTest, ReadTerm } from '#platform/service/list-query/query-keys'
import type { ServerCondition } from './server-queries.ts'

/** The ids of what other services call by the names that the tests of a term ask for: images, projects, users. */
export type NamedIds = ReadonlyMap<readonly QueryTest[], readonly string[]>

/** The conditions that all terms hold for a server. */
export const searchServers = (terms: readonly ReadTerm[], named: NamedIds): ServerCondition[] =>
  searchConditions(searchOf(named), terms)

const searchOf = (named: NamedIds): RowSearch<typeof serverKeys> => ({
  keys: {
    name: sql`server.name`,
    id: uuidColumn(sql`server.id`),
    status: (tests) => any(tests.flatMap((test) => (test.kind === 'enum' ? [showsAs(test.value)] : []))),
    task: sql`server.task_state`,
    power: sql`server.power_state`,
    description: sql`server.description`,
    ip: withAddress,
    tag: anyElement(sql`server.tags`),
    metadata: textUnder(sql`server.metadata`),
    flavor: (tests) => any([holdsAny(sql`server.flavor ->> 'name'`, tests), holdsAny(sql`server.flavor_id`, tests)]),
    image: byIdOrName(sql`server.image_id::text`, named),
    zone: sql`server.availability_zone`,
    key: withKey,
    group: inGroup,
    hostname: sql`server.hostname`,
    locked: sql`(server.locked_by is not null)`,
    vcpus: sql`server.vcpus`,
    ram: sql`server.ram_mb`,
    created: sql`server.created_at`,
    updated: sql`server.updated_at`,
    launched: sql`server.launched_at`,
    fault: shownFault,
    host: sql`host.name`,
    project: byIdOrName(sql`server.project_id`, named),
    user: byIdOrName(sql`server.user_id`, named),
  },
  text: [
    sql`server.name`,
    sql`server.description`,
    beginningOfUuid(sql`server.id`),
    anyElement(sql`server.tags`),
    (tests) => withAddress(tests.filter(isPartOfAddress), undefined),
  ],
})

// A fault shows in these two states alone.
const shownFault = sql`(case when server.vm_state in ('error', 'deleted') then (
  select f.message from compute.server_fault f where f.server_id = server.id order by f.id desc limit 1) end)`

// Names are of a user each: two people may call different keys the same. A server keeps the text of its own.
const withKey: SearchedBy = (tests) =>
  any([
    holdsAny(sql`server.key_name`, tests),
    sql<boolean>`server.key_data in (select k.public_key from compute.key_pair k where ${holdsAny(sql`k.fingerprint`, tests)})`,
  ])

const inGroup: SearchedBy = (tests) =>
  sql<boolean>`server.server_group_id in (select g.id from compute.server_group g
    where ${any([holdsAny(sql`g.name`, tests), holdsAny(sql`g.id::text`, tests)])})`

const isPartOfAddress = (test: QueryTest) =>
  test.kind === 'text' && test.pieces.every((piece) => /^[\da-f.:]*$/i.test(piece)) && test.pieces.join('') !== ''

const isWholeAddress = (test: QueryTest): test is Extract<QueryTest, { kind: 'text' }> =>
  test.kind === 'text' && test.isWhole && test.pieces.length === 1

const withAddress: Extract<SearchedBy, Function> = (tests) => {
  const whole = tests.filter(isWholeAddress)
  const others = tests.filter((test) => !isWholeAddress(test))
  return any([
    // As the index of network_info has it.
    ...whole.map(({ pieces }) => {
      const port = [{ fixedIps: [{ address: pieces[0]!.toLowerCase() }] }]
      return sql<boolean>`server.network_info @> ${JSON.stringify(port)}::jsonb`
    }),
    ...(others.length === 0
      ? []
      : [
          sql<boolean>`exists (select from jsonb_array_elements(server.network_info) port, jsonb_array_elements(port -> 'fixedIps') ip
            where ${holdsAny(sql`(ip ->> 'address')`, others)})`,
        ]),
  ])
}

const byIdOrName =
  (id: RawBuilder<unknown>, named: NamedIds): SearchedBy =>
  (tests) => {
    const ids = named.get(tests) ?? []
    return any([holdsAny(id, tests), ...(ids.length > 0 ? [sql<boolean>`${id} = any(${ids}::text[])`] : [])])
  }

function showsAs(status: string): ServerCondition {
  const states = shownAs(status).map(inState)
  if (status === 'DELETED') return any([sql<boolean>`server.deleted_at is not null`, ...states])
  return sql<boolean>`(server.deleted_at is null and ${any(states)})`
}

function inState({ vmState, tasks, otherThan = [] }: ShownAs): ServerCondition {
  const inIt = sql`server.vm_state = ${vmState}`
  if (tasks) return sql<boolean>`(${inIt} and server.task_state = any(${tasks}::text[]))`
  if (otherThan.length === 0) return sql<boolean>`${inIt}`
  return sql<boolean>`(${inIt} and (server.task_state is null or server.task_state <> all(${otherThan}::text[])))`
}
