import type { Http2Session } from 'node:http2'

/** How often a connection is tried, and after how much silence it counts as cut. */
export interface Pulse {
  everyMs: number
  silentMs: number
}

export const usualPulse: Pulse = { everyMs: 2_500, silentMs: 7_500 }

/**
 * Ends a session whose other end has gone without a word, as when a cable is pulled: the kernel would go on for a quarter of an hour.
 * Whatever comes counts as a sign of life, so that a line that is merely full is left alone.
 */
export function keepPulse(session: Http2Session, { everyMs, silentMs }: Pulse): void {
  let heardAt = performance.now()
  let readBytes = 0
  const beat = setInterval(() => {
    // It has been ended, and is about to say so.
    if (session.destroyed) return
    const { bytesRead } = session.socket
    if (bytesRead !== readBytes) heardAt = performance.now()
    readBytes = bytesRead
    if (performance.now() - heardAt > silentMs)
      return session.destroy(new Error(`The other end has been silent for ${silentMs / 1000} s.`))
    session.ping(() => {})
  }, everyMs).unref()
  session.once('close', () => clearInterval(beat))
}
