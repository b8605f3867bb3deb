import type pg from 'pg'

/** Whether the database answers. */
export const answers = (pool: pg.Pool): Promise<boolean> =>
  pool.query('select 1').then(
    () => true,
    () => false,
  )

/** The major version of the server, 18 for PostgreSQL 18.4; throws what the connection said where it does not answer. */
export async function serverVersion(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ version: number }>(`select current_setting('server_version_num')::int as version`)
  return Math.floor(rows[0]!.version / 10_000)
}
