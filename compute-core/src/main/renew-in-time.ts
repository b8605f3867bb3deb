import type { Log } from '#platform/log'

/** How often it is looked whether the certificate is due: no timer of Node's is as long as its life. */
const lookEveryMs = 60 * 60_000

/** Calls `renew` once the certificate is due, and tries again a minute after a failure. */
export function renewInTime(due: () => Date, renew: () => Promise<void>, log: Log): { stop(): void } {
  let timer: NodeJS.Timeout | undefined
  const wait = (ms: number) => {
    timer = setTimeout(() => void look(), Math.max(0, Math.min(ms, lookEveryMs))).unref()
  }
  const look = async () => {
    const remainingMs = due().getTime() - Date.now()
    if (remainingMs > 0) return wait(remainingMs)
    try {
      await renew()
      wait(due().getTime() - Date.now())
    } catch (err) {
      log.warn({ err }, 'The certificate could not be renewed. It is tried again in a minute.')
      wait(retryMs)
    }
  }
  wait(due().getTime() - Date.now())
  return { stop: () => clearTimeout(timer) }
}

const retryMs = 60_000
