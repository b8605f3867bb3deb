import { type RawBuilder, sql } from 'kysely'
import type { Comparison, Condition } from '../domain/list-filter.ts'
import { searched } from './list-search.ts'

/** That a row of `table` is as all of these filters want it. */
export const matching = (table: string, conditions: readonly Condition[]): RawBuilder<boolean> =>
  conditions.length === 0
    ? sql<boolean>`true`
    : sql<boolean>`(${sql.join(
        conditions.map((condition) => matchingOne(table, condition)),
        sql` and `,
      )})`

const matchingOne = (table: string, condition: Condition): RawBuilder<boolean> =>
  'terms' in condition
    ? sql<boolean>`(${sql.join([sql`true`, ...searched(condition.list, condition.terms)], sql` and `)})`
    : compared(table, condition)

function compared(table: string, { attribute, comparator, value, ignoresCase }: Comparison): RawBuilder<boolean> {
  const column = sql.ref(`${table}.${attribute}`)
  if (typeof value === 'boolean') return sql`${column} = ${value}`
  const fold = (text: RawBuilder<unknown>) => (ignoresCase ? sql`lower(${text})` : text)
  const [has, wanted] = [fold(sql`${column}`), fold(sql`${value}::text`)]
  switch (comparator) {
    case 'is':
      return sql`${has} = ${wanted}`
    case 'contains':
      return sql`position(${wanted} in ${has}) > 0`
    case 'startswith':
      return sql`starts_with(${has}, ${wanted})`
    case 'endswith':
      return sql`right(${has}, length(${wanted})) = ${wanted}`
  }
}
