import { setTimeout as pause } from 'node:timers/promises'

interface UntilReported {
  sayAfterMs?: number
  giveUpAfterMs?: number
  /** Ends the waiting. */
  signal?: AbortSignal | undefined
}

/**
 * Waits for the hosts' first reports, so that a server asked for in the first second finds a host: a libvirt that has just been
 * installed tries out every QEMU first, which takes seconds. One that never answers must not hold the cloud for ever; /healthz names it.
 */
export async function untilReported(
  firstReports: readonly Promise<void>[],
  say: (line: string) => void,
  { sayAfterMs = 1_500, giveUpAfterMs = 60_000, signal }: UntilReported = {},
): Promise<void> {
  const ended = new AbortController()
  signal?.addEventListener('abort', () => ended.abort(), { once: true })
  const after = async (ms: number) => pause(ms, true, { signal: ended.signal }).catch(() => false)
  const reported = Promise.all(firstReports)
  try {
    void after(sayAfterMs).then((isLate) => isLate && say('Waiting for libvirt to find out what this machine can do …'))
    await Promise.race([reported, after(giveUpAfterMs)])
  } finally {
    ended.abort()
  }
}
