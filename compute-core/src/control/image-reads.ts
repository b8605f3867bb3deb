import type { Readable } from 'node:stream'

/** Images on their way to hosts from this process. */
export interface ImageReads {
  /** `bytes`, which from now on are the only ones under this grant: a broken connection may not have ended here yet, and two get nothing. */
  only(nonce: string, bytes: Readable): Readable
  /** Nothing goes under this grant any more. */
  end(nonce: string): void
}

/** Sees to it that under one grant this process has one transfer under way at a time. */
export function imageReads(): ImageReads {
  const underWay = new Map<string, Readable>()
  const end = (nonce: string) => {
    underWay.get(nonce)?.destroy(new Error('This transfer goes on over another connection, or has ended.'))
    underWay.delete(nonce)
  }
  return {
    only(nonce, bytes) {
      end(nonce)
      // It may be ended before anybody reads it, or after: that it was is for its reader to notice, and no failure of this process.
      bytes.on('error', () => undefined)
      underWay.set(nonce, bytes)
      bytes.once('close', () => underWay.get(nonce) === bytes && underWay.delete(nonce))
      return bytes
    },
    end,
  }
}
