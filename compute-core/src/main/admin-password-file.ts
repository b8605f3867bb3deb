import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from '#platform/db/database'
import { isOutage } from '#platform/db/outage'
import type { Log } from '#platform/log'
import { firstPasswords } from '#services/identity/first-password'

/** The file that holds the generated first password, for as long as that is the password of somebody. */
export const adminPasswordFile = (dataDir: string): string => join(dataDir, 'secrets/admin-password')

export interface AdminPasswordWatch {
  /** Whether the file is there. */
  isKept(): boolean
  close(): void
}

interface WatchOptions {
  db: Database
  dataDir: string
  log: Log
  everyMs?: number
}

/** Removes the file of the first password once the administrator has another one: at once at the start, and within half a minute later. */
export async function watchAdminPassword({
  db,
  dataDir,
  log,
  everyMs = 30_000,
}: WatchOptions): Promise<AdminPasswordWatch> {
  const path = adminPasswordFile(dataDir)
  const first = (await readFile(path, 'utf8').catch(() => '')).trim()
  const passwords = firstPasswords(db, first)
  let isKept = first !== ''
  const look = async () => {
    if (!isKept || (await passwords.isAdmins())) return
    await rm(path, { force: true })
    isKept = false
    clearInterval(timer)
    log.info(`The administrator's password was changed: ${path} is removed.`)
  }
  let looking: Promise<void> | undefined
  // One look at a time: a second one that is late must not remove a file that was made meanwhile.
  const lookAgain = () =>
    (looking ??= look()
      .catch((err: unknown) => {
        if (!isOutage(err)) log.warn({ err }, 'whether the first password still holds is not known')
      })
      .finally(() => (looking = undefined)))
  const timer = setInterval(() => void lookAgain(), everyMs)
  timer.unref()
  await look()
  return { isKept: () => isKept, close: () => clearInterval(timer) }
}
