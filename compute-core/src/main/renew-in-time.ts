import { X509Certificate } from 'node:crypto'
import type { Log } from '#platform/log'
import { renewalDue } from '#platform/wire/certificate-life'

/** How often it is looked whether the certificate is due: no timer of Node's is as long as its life. */
const lookEveryMs = 60 * 60_000

/** Calls `renew` once the certificate (PEM) is due, and tries again after a failure: within a minute, sooner where little is left of its life. */
export function renewInTime(certificate: () => string, renew: () => Promise<void>, log: Log): { stop(): void } {
  let timer: NodeJS.Timeout | undefined
  const wait = (ms: number) => {
    timer = setTimeout(() => void look(), Math.max(0, Math.min(ms, lookEveryMs))).unref()
  }
  const dueInMs = () => renewalDue(certificate()).getTime() - Date.now()
  const look = async () => {
    if (dueInMs() > 0) return wait(dueInMs())
    try {
      await renew()
      wait(dueInMs())
    } catch (err) {
      const leftMs = new X509Certificate(certificate()).validToDate.getTime() - Date.now()
      log.warn({ err }, 'The certificate could not be renewed. It is tried again within a minute.')
      wait(leftMs > 0 ? Math.min(retryMs, Math.max(leastRetryMs, leftMs / 10)) : retryMs)
    }
  }
  wait(dueInMs())
  return { stop: () => clearTimeout(timer) }
}

const retryMs = 60_000
const leastRetryMs = 500
