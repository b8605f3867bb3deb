import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import { PreparingClient } from './preparing-client.ts'
import type { DB } from './schema.ts'

export type Database = Kysely<DB>
/** The database or a transaction on it: what every store function takes. */
export type Db = Kysely<DB> | Transaction<DB>
export type { Transaction } from 'kysely'
export type { DB } from './schema.ts'

// Counts come as bigint from PostgreSQL and fit a double here; dates stay dates; addresses stay text.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

/** A pool of connections to the database at `url`; `maxConnections` is its upper bound. */
export function openPool(url: string, maxConnections: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    idleTimeoutMillis: 30_000,
    Client: PreparingClient,
  })
  // A connection that breaks while idle is replaced on the next use; without a listener it would end the process.
  pool.on('error', () => {})
  return pool
}

/** Kysely over `pool`. */
export const overPool = (pool: pg.Pool): Database => new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
