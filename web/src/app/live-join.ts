import { hereMs, liveHolder, type LiveHolder, type TabWord } from './live-holder.ts'
import type { LiveWord } from './live-line.ts'

/** A tab's share of the browser's live stream. */
export interface LiveShare {
  /** Whether this tab wants to hear what administrators do. */
  setAdmin(isAdmin: boolean): void
  /** Opens the stream now where it is closed. */
  retry(): void
  leave(): void
}

/** How a tab speaks with whoever holds the stream. */
interface Way {
  send(word: TabWord): void
  close(): void
}

/**
 * Joins the browser's only live stream. A worker that all tabs share holds it; where there is none, one of the tabs does, and another one
 * takes over when it goes; where that is not possible either, each tab has its own.
 */
export function joinLive(isAdmin: boolean, hear: (word: LiveWord) => void): LiveShare {
  let wantsAdmin = isAdmin
  let isBack = false
  let way: Way | undefined
  const heard = (word: LiveWord) => {
    if (word.kind === 'hello') isBack = true
    hear(word)
  }
  const here = () => way?.send({ kind: 'here', isAdmin: wantsAdmin, isBack })
  const use = (next: Way) => {
    way?.close()
    way = next
    here()
  }
  const withoutWorker = () => use(canElect() ? byElection(heard, here) : alone(heard))
  const timer = setInterval(here, hereMs)
  // A page that the browser keeps for "back" hears nothing meanwhile.
  const hidden = () => way?.send({ kind: 'leaving' })
  const shown = ({ persisted }: PageTransitionEvent) => persisted && here()
  addEventListener('pagehide', hidden)
  addEventListener('pageshow', shown)
  if (typeof SharedWorker === 'undefined') withoutWorker()
  else use(byWorker(heard, withoutWorker))
  return {
    setAdmin(next) {
      wantsAdmin = next
      here()
    },
    retry: () => way?.send({ kind: 'retry' }),
    leave() {
      clearInterval(timer)
      removeEventListener('pagehide', hidden)
      removeEventListener('pageshow', shown)
      way?.send({ kind: 'leaving' })
      way?.close()
      way = undefined
    },
  }
}

function byWorker(hear: (word: LiveWord) => void, onFailure: () => void): Way {
  const worker = new SharedWorker(new URL('./live-worker.ts', import.meta.url), { type: 'module' })
  // It could not be loaded: the cloud was updated or is away.
  worker.addEventListener('error', onFailure, { once: true })
  worker.port.addEventListener('message', ({ data }: MessageEvent<LiveWord>) => hear(data))
  worker.port.start()
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has none
  return { send: (word) => worker.port.postMessage(word), close: () => worker.port.close() }
}

// Locks are there on https and on this machine only.
const canElect = (): boolean => 'locks' in navigator && typeof BroadcastChannel !== 'undefined'

/** What tabs tell each other: words to the leader, its words to one of them or to all, and a new leader's question who is there. */
type Letter = { from: string; word: TabWord } | { to: string | null; word: LiveWord } | { isNewLeader: true }

/** Tabs of another build may speak otherwise: they have a leader of their own. The address of this code is another one in each build. */
const electionName = `kilonova.live ${import.meta.url}`

/** The tab that has the lock holds the stream; the others wait for the lock, which is free as soon as that tab is gone. */
function byElection(hear: (word: LiveWord) => void, here: () => void): Way {
  const me = randomName()
  const channel = new BroadcastChannel(electionName)
  const leaving = new AbortController()
  let holder: LiveHolder | undefined
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel within our origin has none
  const post = (letter: Letter) => channel.postMessage(letter)
  const deliver = (to: string | null, word: LiveWord) => {
    if (to === null || to === me) hear(word)
    if (to !== me) post({ to, word })
  }
  channel.addEventListener('message', ({ data }: MessageEvent<Letter>) => {
    if ('isNewLeader' in data) here()
    else if ('from' in data) holder?.hear(data.from, data.word)
    else if (!holder && (data.to === null || data.to === me)) hear(data.word)
  })
  const lead = () => {
    holder = liveHolder((url) => new EventSource(url), deliver)
    here()
    post({ isNewLeader: true })
    return new Promise<void>((resolve) => leaving.signal.addEventListener('abort', () => resolve(), { once: true }))
  }
  navigator.locks.request(electionName, { signal: leaving.signal }, lead).catch(() => undefined) // left while waiting
  return {
    send(word) {
      if (holder) holder.hear(me, word)
      else post({ from: me, word })
    },
    close() {
      leaving.abort()
      holder?.close()
      channel.close()
    },
  }
}

// crypto.randomUUID is there on https only.
const randomName = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-')

function alone(hear: (word: LiveWord) => void): Way {
  const holder = liveHolder(
    (url) => new EventSource(url),
    (_to, word) => hear(word),
  )
  return { send: (word) => holder.hear('this', word), close: () => holder.close() }
}
