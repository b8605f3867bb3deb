import { join } from 'node:path'
import type pg from 'pg'
import type { Config } from '#platform/config'
import { type Database, endPools, openPools, overPools } from '#platform/db/database'
import { startEmbeddedPostgres } from '#platform/db/embedded-postgres'
import { migrate } from '#platform/db/migrate'
import { serverVersion } from '#platform/db/ping'
import { unavailable } from '#platform/errors'
import type { Log } from '#platform/log'

export interface OpenDatabase {
  db: Database
  pool: pg.Pool
  url: string
  /** Ends the connections, and the embedded server where there is one. */
  close(): Promise<void>
}

/**
 * The database at its newest schema: the one that the settings name, else one embedded in the data folder. The jobs that are written in it are
 * in the hand of the process `holder`, if one is given.
 */
export async function openDatabase(config: Config, log: Log, holder?: string): Promise<OpenDatabase> {
  const embedded = config.database_url ? undefined : await startEmbeddedPostgres(join(config.dataDir, 'postgres'))
  const url = config.database_url ?? embedded!.url
  const pools = openPools(url, { holder })
  const { background: pool } = pools
  const close = async () => {
    await endPools(pools)
    await embedded?.stop()
  }
  embedded?.keepRunning((what, error) => log.error({ err: error }, what))
  try {
    await reach(pool, url)
    await migrate(pool)
  } catch (error) {
    await close()
    throw error
  }
  return { db: overPools(pools), pool, url, close }
}

async function reach(pool: pg.Pool, url: string) {
  try {
    const version = await serverVersion(pool)
    if (version < 15)
      throw unavailable('The database', `It is PostgreSQL ${version}; DATABASE_URL must name 15 or newer.`)
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'CloudError') throw cause
    throw unavailable(
      `The database at ${withoutPassword(url)}`,
      `It said: ${(cause as Error).message || (cause as NodeJS.ErrnoException).code}. Start it or correct DATABASE_URL, or unset that to use the embedded one.`,
      cause,
    )
  }
}

const withoutPassword = (url: string): string => {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  return parsed ? `${parsed.hostname}${parsed.port ? `:${parsed.port}` : ''}${parsed.pathname}` : 'DATABASE_URL'
}
