import type { DLogger } from '@dbos-inc/dbos-sdk'
import type { Log } from '#platform/log'

/** DBOS's own messages in our log, its everyday ones as debug. */
export function dbosLog(log: Log): DLogger {
  const dbos = log.child({ from: 'dbos' })
  return {
    debug: (entry) => dbos.trace(String(entry)),
    info: (entry) => dbos.debug(String(entry)),
    warn: (entry) => (isExpected(String(entry)) ? dbos.debug(String(entry)) : dbos.warn(String(entry))),
    error: (entry, about) => dbos.error({ stack: about?.stack }, String(entry)),
  }
}

/** A stop leaves flows where they are, for the next start: that is the plan and no reason to warn. */
const isExpected = (entry: string) => entry.startsWith('Shutting down while')
