import { type Candidate, election, type ElectionWord } from './live-election.ts'
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
 * takes over when it goes; a browser that lets tabs not speak with each other has one for each.
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
  const withoutWorker = () => use(typeof BroadcastChannel === 'undefined' ? alone(heard) : byElection(heard, here))
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

/** What tabs tell each other: words to the leader, its words to one of them or to all, and a new leader's question who is there. */
type Letter = { from: string; word: TabWord } | { to: string | null; word: LiveWord } | { isNewLeader: true }

/** Tabs of another build may speak otherwise: they have a leader of their own. The address of this code is another one in each build. */
const electionName = `kilonova.live ${import.meta.url}`

/** One of the tabs holds the stream for all. The browser's locks say which, or the tabs agree among themselves where it has none: on plain http. */
function byElection(hear: (word: LiveWord) => void, here: () => void): Way {
  const me = randomName()
  const channel = new BroadcastChannel(electionName)
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
  const elect = 'locks' in navigator ? byLock : byAgreement
  const leave = elect(me, {
    onLead() {
      holder = liveHolder((url) => new EventSource(url), deliver)
      here()
      post({ isNewLeader: true })
    },
    onStepDown(isLed) {
      holder?.close()
      holder = undefined
      if (isLed) here()
    },
  })
  return {
    send(word) {
      if (holder) holder.hear(me, word)
      else post({ from: me, word })
    },
    close() {
      leave()
      holder?.close()
      channel.close()
    },
  }
}

/** The tab that has the lock leads; the others wait for the lock, which is free as soon as that tab is gone. */
function byLock(_me: string, { onLead }: Candidate): () => void {
  const leaving = new AbortController()
  const lead = () => {
    onLead()
    return new Promise<void>((resolve) => leaving.signal.addEventListener('abort', () => resolve(), { once: true }))
  }
  navigator.locks.request(electionName, { signal: leaving.signal }, lead).catch(() => undefined) // left while waiting
  return () => leaving.abort()
}

/** The tabs agree on a leader over a channel of its own. A page that the browser keeps for "back" must not be it. */
function byAgreement(me: string, candidate: Candidate): () => void {
  const channel = new BroadcastChannel(`${electionName} election`)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel within our origin has none
  const { hear, stand, resign, leave } = election(me, (word) => channel.postMessage(word), candidate)
  const shown = ({ persisted }: PageTransitionEvent) => persisted && stand()
  channel.addEventListener('message', ({ data }: MessageEvent<ElectionWord>) => hear(data))
  addEventListener('pagehide', resign)
  addEventListener('pageshow', shown)
  return () => {
    removeEventListener('pagehide', resign)
    removeEventListener('pageshow', shown)
    leave()
    channel.close()
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
