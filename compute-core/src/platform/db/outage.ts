import { setTimeout as pause } from 'node:timers/promises'

// Connection lost (08), it is ending or starting (57P), it has no connection left (53300).
const outageCodes = /^(08...|57P..|53300)$/
const outageSystemCalls = new Set(['connect', 'getaddrinfo', 'read', 'write'])
const outageWords =
  /Connection terminated|connection error and is not queryable|connection has been discarded|timeout exceeded when trying to connect|Client was closed/

/** Whether `error` says that the database cannot be reached: it decides nothing, and the same work will do once the database is back. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code = '', syscall = '' } = error as NodeJS.ErrnoException
  if (outageCodes.test(code) || outageWords.test(error.message)) return true
  if (outageSystemCalls.has(syscall) && isNetworkCode(code)) return true
  return error instanceof AggregateError && error.errors.some(isOutage)
}

const isNetworkCode = (code: string) => /^(E(CONN|HOST|NET|AI_)[A-Z_]*|ETIMEDOUT|EPIPE|ENOENT|EACCES)$/.test(code)

/** Whether PostgreSQL ended a statement that took longer than its kind of work may, or that was cancelled. */
export const isStatementTimeout = (error: unknown): boolean =>
  error instanceof Error && (error as { code?: string }).code === '57014'

const firstWaitMs = 100
const longestWaitMs = 2_000

/** What `work` answers, done again for as long as the database is away. It must be safe to do twice, since a lost answer may have been a success. */
export async function outlasting<T>(work: () => Promise<T>): Promise<T> {
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    try {
      return await work()
    } catch (error) {
      if (!isOutage(error)) throw error
      // A process that ends does not wait for a database that is away.
      await pause(waitMs, undefined, { ref: false })
    }
  }
}
