import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'

/**
 * Does `work` while no other process does what has the same number. Who waits asks again and again, and does not wait within a statement: an index
 * that is made concurrently waits for every statement that was there before it.
 */
export async function oneAtATime<T>(pool: pg.Pool, number: number, work: () => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    for (;;) {
      const { rows } = await client.query<{ isOurs: boolean }>('select pg_try_advisory_lock($1) as "isOurs"', [number])
      if (rows[0]!.isOurs) break
      await pause(100)
    }
    return await work()
  } finally {
    // The lock goes with the connection.
    client.release(true)
  }
}
