import type { Log } from '@kilonova/compute-core/platform/log'

// Less than what service managers wait before they kill a process: systemd 90 s.
const longestEndMs = 60_000

interface Ending {
  /** What is closed, one after the other. */
  parts: readonly { close(): Promise<void> }[]
  log: Log
  exit(code?: number): void
}

/** Closes everything and exits, with code 1 when something could not be closed, or not within a minute: its next start mends that. */
export async function endCleanly({ parts, log, exit }: Ending): Promise<void> {
  const deadline = setTimeout(() => {
    log.error(`not everything has ended within ${longestEndMs / 1000} s: the next start takes up what is left`)
    exit(1)
  }, longestEndMs)
  try {
    for (const part of parts) await part.close()
    exit()
  } catch (error) {
    log.error({ err: error }, 'could not stop cleanly')
    exit(1)
  } finally {
    clearTimeout(deadline)
  }
}
