import { RefusalError } from '#shared/bff'
import type { End } from './display.ts'

/** How the connection of a console is. */
export type ConnectionState =
  | { is: 'connecting' }
  | { is: 'open' }
  /** It has ended, and the next attempt comes by itself. */
  | { is: 'reconnecting'; why: string; isGuestGone: boolean }
  /** It has ended for good. */
  | { is: 'ended'; why: string }
  /** The cloud gives no console to this person, or none of this server. */
  | { is: 'refused'; error: { message: string } }

interface Connecting {
  /** Asked before each attempt: a token can be used once. */
  getToken: () => Promise<string>
  connect: (token: string, onOpen: () => void, onEnd: (end: End) => void) => void
  onState: (state: ConnectionState) => void
  /** There is one token only: what has ended does not begin again. */
  isOnce?: boolean
}

/** A connection that is made again whenever it ends. */
export interface KeptConnection {
  /** Begins anew, as if nothing had been tried yet. */
  retry: () => void
  /** Makes the attempt that is waited for now. */
  hurry: () => void
  stop: () => void
}

const pausesMs = [500, 1_000, 2_000, 4_000, 8_000, 15_000]
/** A connection that lasts less did not work: the next pause is longer. */
const provenMs = 5_000

/** Connects, and after an end connects again, with longer and longer pauses, until it is stopped or refused. */
export function keepConnected({ getToken, connect, onState, isOnce = false }: Connecting): KeptConnection {
  let attempt = 0
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const ended = ({ why, isGuestGone }: End) => {
    if (isOnce) return onState({ is: 'ended', why })
    onState({ is: 'reconnecting', why, isGuestGone })
    const pause = pausesMs[Math.min(failures, pausesMs.length - 1)]
    failures += 1
    timer = setTimeout(() => void open(), pause)
  }

  const open = async () => {
    clearTimeout(timer)
    attempt += 1
    const mine = attempt
    const isCurrent = () => attempt === mine
    try {
      const token = await getToken()
      if (!isCurrent()) return
      let openedAt = Infinity
      connect(
        token,
        () => {
          if (!isCurrent()) return
          openedAt = Date.now()
          onState({ is: 'open' })
        },
        (end) => {
          if (!isCurrent()) return
          if (Date.now() - openedAt >= provenMs) failures = 0
          ended(end)
        },
      )
    } catch (error) {
      if (!isCurrent()) return
      const refusal = error instanceof Error ? error : new Error(String(error))
      if (isPassing(refusal)) ended({ why: refusal.message, isGuestGone: false })
      else onState({ is: 'refused', error: refusal })
    }
  }

  const begin = () => {
    failures = 0
    onState({ is: 'connecting' })
    void open()
  }
  begin()
  return {
    retry: begin,
    hurry: () => void open(),
    stop() {
      clearTimeout(timer)
      attempt += 1
    },
  }
}

/** Whether the same request may succeed later: the cloud is away or busy, the session is renewed, the server is on its way. */
const isPassing = (error: Error) =>
  error instanceof RefusalError && (error.status === 0 || error.status >= 500 || [401, 409, 429].includes(error.status))
