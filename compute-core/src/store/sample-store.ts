import { sql, type RawBuilder } from 'kysely'
import { eachOf } from '#domain/guest-metrics/guest-figures'
import type { FigurePoint } from '#domain/guest-metrics/series'
import type { Db } from '#platform/db/database'

/** Where samples are kept: `compute.<table>` has one row for each `owner` and moment, with a column for each of `names`. */
export interface Samples<Name extends string> {
  table: 'guest_sample' | 'host_sample'
  owner: 'server_id' | 'host_id'
  names: readonly Name[]
}

/** The averages and maxima that are kept, and of how long each. */
export const rollUpSeconds = { '5min': 300, hour: 3600 } as const

export type RollUp = keyof typeof rollUpSeconds

/** A report may be this late and still be in the averages of its time. */
const lateSeconds = 60

/** A list in SQL. */
export const listOf = <Item>(items: readonly Item[], each: (item: Item) => RawBuilder<unknown>) =>
  sql.join(items.map(each), sql`, `)

const tableOf = (table: string, suffix = '') => sql.table(`compute.${table}${suffix}`)

const max = (name: string) => sql.ref(`${name}_max`)

/**
 * Adds the averages and maxima of all whole spans that have ended by `now` and are not there yet. Two processes at once add them once: the
 * second one waits for the row that says until when that is done, and finds nothing to do.
 */
export async function rollUpSamples<Name extends string>(
  db: Db,
  { table, owner, names }: Samples<Name>,
  into: RollUp,
  now: Date,
): Promise<void> {
  const seconds = rollUpSeconds[into]
  const rolled = tableOf(table, '_rolled')
  const until = new Date(Math.floor((now.getTime() / 1000 - lateSeconds) / seconds) * seconds * 1000)
  await sql`
    with due as (
      select until as since from ${rolled} where into_table = ${into} and until < ${until} for update
    ), done as (
      update ${rolled} set until = ${until} from due where into_table = ${into}
    )
    insert into ${tableOf(table, `_${into}`)} (${sql.ref(owner)}, at, ${listOf(names, sql.ref)}, ${listOf(names, max)})
    select ${sql.ref(owner)}, ${startOf(seconds)}, ${listOf(names, (name) => sql`avg(${sql.ref(name)})`)},
      ${listOf(names, (name) => sql`max(${sql.ref(name)})`)}
    from ${tableOf(table)}, due
    where at >= due.since and at < ${until}
    group by 1, 2
    on conflict do nothing
  `.execute(db)
}

/** For how long what is kept. */
export interface Retention {
  rawHours: number
  fiveMinutesDays: number
  hourDays: number
}

/** Forgets what is older than the settings keep; of samples only those that are in the averages. */
export async function forgetSamples<Name extends string>(
  db: Db,
  { table }: Samples<Name>,
  now: Date,
  { rawHours, fiveMinutesDays, hourDays }: Retention,
): Promise<void> {
  const before = (hours: number) => new Date(now.getTime() - hours * 3_600_000)
  await sql`
    delete from ${tableOf(table)}
    where at < least(${before(rawHours)}, (select min(until) from ${tableOf(table, '_rolled')}))
  `.execute(db)
  await sql`delete from ${tableOf(table, '_5min')} where at < ${before(24 * fiveMinutesDays)}`.execute(db)
  await sql`delete from ${tableOf(table, '_hour')} where at < ${before(24 * hourDays)}`.execute(db)
}

/** The points of one owner from `since` on, in the order of time, each of `stepSeconds`; from the averages where there are some of that length. */
export async function sampleSeries<Name extends string>(
  db: Db,
  samples: Samples<Name>,
  owner: string,
  span: { since: Date; stepSeconds: number },
): Promise<FigurePoint<Name>[]> {
  const { rows } = await sql<{ at: number } & Record<string, number | null>>`
    ${samplePoints(samples, [owner], span)} order by at
  `.execute(db)
  const figuresIn = (row: Record<string, number | null>, suffix: string) =>
    eachOf(samples.names, (name) => row[`${name}${suffix}`] ?? null)
  return rows.map((row) => ({ at: row.at, average: figuresIn(row, ''), maximum: figuresIn(row, '_max') }))
}

/** Points of several owners as a query: averages as far as they have been made, and samples from there on. */
export function samplePoints<Name extends string>(
  { table, owner, names }: Samples<Name>,
  owners: readonly string[],
  { since, stepSeconds }: { since: Date; stepSeconds: number },
): RawBuilder<unknown> {
  const made = Object.entries(rollUpSeconds).find(([, seconds]) => seconds === stepSeconds)
  const id = sql.ref(owner)
  const measured = (from: RawBuilder<unknown>) => sql`
    select ${id}, extract(epoch from ${startOf(stepSeconds)})::int as at,
      ${listOf(names, (name) => sql`avg(${sql.ref(name)})::real as ${sql.ref(name)}`)},
      ${listOf(names, (name) => sql`max(${sql.ref(name)}) as ${max(name)}`)}
    from ${tableOf(table)} where ${id} = any(${owners}::uuid[]) and at >= ${from}
    group by 1, 2`
  if (!made) return measured(sql`${since}::timestamptz`)
  const [into] = made
  return sql`
    select ${id}, extract(epoch from at)::int as at, ${listOf(names, sql.ref)}, ${listOf(names, max)}
    from ${tableOf(table, `_${into}`)} where ${id} = any(${owners}::uuid[]) and at >= ${since}
    union all ${measured(sql`(
      select greatest(${since}, until) from ${tableOf(table, '_rolled')} where into_table = ${into}
    )`)}`
}

/** The beginning of the span that a sample is in. A sample tells of the time before it, so one at the very beginning belongs there all the same. */
export const startOf = (seconds: number) => sql`date_bin(${seconds} * interval '1 second', at, 'epoch')`
