import { Kysely, PostgresDialect, type PostgresPool, type Transaction } from 'kysely'
import pg from 'pg'
import { type KindOfWork, kindsOfWork, type Work, type WorkLimits, workHere } from './kinds-of-work.ts'
import { PreparingClient } from './preparing-client.ts'
import type { DB } from './schema.ts'

export type Database = Kysely<DB>
/** The database or a transaction on it: what every store function takes. */
export type Db = Kysely<DB> | Transaction<DB>
export type { Transaction } from 'kysely'
export type { DB } from './schema.ts'

// Counts come as bigint from PostgreSQL and fit a double here; dates stay dates; addresses stay text.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

/** A pool of connections to the database at `url` that keeps to `limits`. What is written on them is in the hand of `holder`, if there is one. */
export function openPool(url: string, limits: number | WorkLimits, holder?: string): pg.Pool {
  const {
    connections,
    waitSeconds = 0,
    statementSeconds = 0,
  } = typeof limits === 'number' ? { connections: limits } : limits
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: waitSeconds * 1000,
    Client: PreparingClient,
    onConnect: async (client) => {
      const begin = [
        ...(statementSeconds > 0 ? [`set statement_timeout = ${Math.round(statementSeconds * 1000)}`] : []),
        ...(holder === undefined ? [] : [`set kilonova.process = ${pg.escapeLiteral(holder)}`]),
      ]
      if (begin.length > 0) await client.query(begin.join('; '))
    },
  })
  // A connection that breaks is replaced on the next use. Whoever waits for its answer is told by that; an error event that nobody
  // listens to would end the process: the pool's while a connection is idle, its own while it is in use.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** The pools of all kinds of work. */
export type Pools = Readonly<Record<KindOfWork, pg.Pool>>

/** A pool for each kind of work over the database at `url`; the jobs that are written on them are in the hand of `holder`, if there is one. */
export const openPools = (
  url: string,
  {
    limits = kindsOfWork,
    holder,
  }: { limits?: Readonly<Record<KindOfWork, WorkLimits>>; holder?: string | undefined } = {},
): Pools => ({
  list: openPool(url, limits.list, holder),
  request: openPool(url, limits.request, holder),
  background: openPool(url, limits.background, holder),
})

/** Ends all pools. */
export const endPools = async (pools: Pools): Promise<void> => {
  await Promise.all(Object.values(pools).map((pool) => (pool.ended ? undefined : pool.end())))
}

/** Kysely over `pool`. */
export const overPool = (pool: pg.Pool): Database => new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })

/** Kysely that takes the connections of the work that is being done. */
export const overPools = (pools: Pools): Database => {
  const pool: PostgresPool = {
    options: pools.background.options,
    connect: () => connectFor(workHere(), pools),
    end: () => endPools(pools),
  }
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
}

async function connectFor({ kind, signal }: Work, pools: Pools): Promise<pg.PoolClient> {
  signal?.throwIfAborted()
  const client = await pools[kind].connect()
  if (signal?.aborted) {
    client.release()
    signal.throwIfAborted()
  }
  return signal ? cancelledBy(signal, client, pools.background) : client
}

/** Has the statement under way cancelled when `signal` is aborted; the connection is then given up, lest the cancellation meets another's. */
function cancelledBy(signal: AbortSignal, client: pg.PoolClient, control: pg.Pool): pg.PoolClient {
  const release = client.release.bind(client)
  const cancel = () => {
    const { processID } = client as unknown as { processID: number }
    control.query('select pg_cancel_backend($1)', [processID]).catch(() => {})
  }
  signal.addEventListener('abort', cancel, { once: true })
  client.release = (error) => {
    signal.removeEventListener('abort', cancel)
    release(error ?? signal.aborted)
  }
  return client
}
