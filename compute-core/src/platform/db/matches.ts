import { type RawBuilder, sql } from 'kysely'

/**
 * Whether `column` matches the regular expression. One that is not well formed fails also where there is no row to try it on: an answer must not
 * depend on what is in the list.
 */
export const matches = (column: RawBuilder<unknown>, pattern: string): RawBuilder<boolean> =>
  sql<boolean>`(${column} ~ ${pattern} and ('' ~ ${pattern}) is not null)`
