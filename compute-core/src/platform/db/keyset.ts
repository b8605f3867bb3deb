import { type RawBuilder, sql } from 'kysely'

/** One column of a list's order: an expression that is never null. */
export interface SortColumn {
  by: RawBuilder<unknown>
  direction: 'asc' | 'desc'
}

/**
 * The condition that a row comes after the marker in the order of `sort`, whose last column must tell any two rows apart. `atMarker` reads
 * an expression at the marker's row, inside the database: a Date of JavaScript would lose the microseconds.
 */
export function afterMarker(
  sort: readonly SortColumn[],
  atMarker: (by: RawBuilder<unknown>) => RawBuilder<unknown>,
): RawBuilder<boolean> {
  const beyond = (direction: SortColumn['direction']) => (direction === 'asc' ? sql`>` : sql`<`)
  const [first] = sort
  // Compared as rows, an index of the same order begins right there.
  if (first && sort.every(({ direction }) => direction === first.direction)) {
    const [columns, values] = [sort.map(({ by }) => by), sort.map(({ by }) => atMarker(by))]
    return sql<boolean>`(${sql.join(columns)}) ${beyond(first.direction)} (${sql.join(values)})`
  }
  const steps = sort.map(({ by, direction }, index) => {
    const equal = sort.slice(0, index).map((earlier) => sql`${earlier.by} = ${atMarker(earlier.by)}`)
    return sql`(${sql.join([...equal, sql`${by} ${beyond(direction)} ${atMarker(by)}`], sql` and `)})`
  })
  return sql<boolean>`(${sql.join(steps, sql` or `)})`
}

/** The opposite order: what came before a row comes behind it. */
export const reversed = (sort: readonly SortColumn[]): SortColumn[] =>
  sort.map(({ by, direction }) => ({ by, direction: direction === 'asc' ? 'desc' : 'asc' }))

/** The columns in SQL's `order by`. */
export const orderOf = (sort: readonly SortColumn[]): RawBuilder<unknown> =>
  sql.join(sort.map(({ by, direction }) => (direction === 'asc' ? sql`${by}` : sql`${by} desc`)))
