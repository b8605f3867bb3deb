import type { DLogger } from '@dbos-inc/dbos-sdk'
import type { Log } from '#platform/log'

/** DBOS's own messages in our log, its everyday ones as debug. */
export function dbosLog(log: Log): DLogger {
  // A child of the log would keep the level that it was born with, whatever is set later.
  const from = 'dbos'
  return {
    debug: (entry) => log.trace({ from }, String(entry)),
    info: (entry) => log.debug({ from }, String(entry)),
    warn: (entry) => log[isExpected(String(entry)) ? 'debug' : 'warn']({ from }, String(entry)),
    error: (entry, about) => log.error({ from, stack: about?.stack }, String(entry)),
  }
}

/** A stop leaves flows where they are, for the next start: that is the plan and no reason to warn. */
const isExpected = (entry: string) => entry.startsWith('Shutting down while')
