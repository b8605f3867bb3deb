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
  let readBytes = 0
  let silentBeats = 0
  const beat = setInterval(() => {
    // It has been ended, and is about to say so.
    if (session.destroyed) return
    const { bytesRead } = session.socket
    silentBeats = bytesRead === readBytes ? silentBeats + 1 : 0
    readBytes = bytesRead
    // Beats are counted, and not time: a process that was held up itself has not read yet what the other end has said meanwhile.
    if (silentBeats * everyMs >= silentMs)
      return session.destroy(new Error(`The other end has been silent for ${silentMs / 1000} s.`))
    session.ping(() => {})
  }, everyMs).unref()
  session.once('close', () => clearInterval(beat))
}
