/** What the holder of the stream tells the tabs. */
export type LiveWord =
  /** The stream is open, for this user. */
  | { kind: 'hello'; user: string }
  /** What happened: a list of changes, as JSON; `place` is where the stream goes on after them. */
  | { kind: 'changes'; data: string }
  /** Something was missed: everything may be out of date. */
  | { kind: 'resync' }
  /** The stream could not be opened for this many times in a row. */
  | { kind: 'down'; failures: number }
  /** Nobody is signed in, or no more. */
  | { kind: 'signed-out' }

/** What the line needs of an EventSource. */
export interface LiveSource {
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void
  close(): void
}

/** One connection to the cloud's stream. */
export interface LiveLine {
  /** Asks for what administrators hear as well, or no more. */
  setAdmin(isAdmin: boolean): void
  /** Opens it now where it is closed: somebody has signed in, or does not want to wait. */
  retry(): void
  /** The last word on how the line is; undefined before there is one. */
  state(): LiveWord | undefined
  close(): void
}

/** How long to wait before reconnecting for the `attempt`th time: doubles each time, with jitter, up to half a minute. */
export const backOffMs = (attempt: number, random = Math.random()): number =>
  Math.min(30_000, 1_000 * 2 ** attempt) * (0.5 + random / 2)

/** The cloud says something every ten seconds: a line that is silent for this long is dead, whatever the network says. */
const silenceMs = 35_000

/**
 * Keeps a stream open, and tells what it hears and how it is. It goes on after the last event that it heard, and waits longer after each
 * failure; where nobody is signed in it waits for `retry`.
 */
export function liveLine(
  open: (url: string) => LiveSource,
  tell: (word: LiveWord) => void,
  asked: { isAdmin: boolean },
): LiveLine {
  let { isAdmin } = asked
  let source: LiveSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let state: LiveWord | undefined
  let place = ''
  let failures = 0

  const say = (word: LiveWord) => {
    if (word.kind === 'hello' || word.kind === 'down' || word.kind === 'signed-out') state = word
    tell(word)
  }
  const wait = (act: () => void, ms: number) => {
    clearTimeout(timer)
    timer = setTimeout(act, ms)
  }
  const close = () => {
    source?.close()
    source = undefined
    clearTimeout(timer)
  }
  const failed = () => {
    close() // an EventSource's own reconnect has no back-off and gives up on a 503
    wait(connect, backOffMs(failures++))
    say({ kind: 'down', failures })
  }

  function connect() {
    close()
    const query = new URLSearchParams({ ...(isAdmin && { admin: '1' }), ...(place && { after: place }) })
    const made = open(query.size > 0 ? `/bff/live?${query}` : '/bff/live')
    let isOpen = false
    source = made
    wait(failed, silenceMs)
    const on = (type: string, act: (event: MessageEvent<string>) => void) =>
      made.addEventListener(type, (event) => {
        if (source !== made) return
        wait(failed, silenceMs)
        if (event.lastEventId) place = event.lastEventId
        act(event)
      })
    on('hello', ({ data }) => {
      isOpen = true
      failures = 0
      say({ kind: 'hello', ...(JSON.parse(data) as { user: string }) })
    })
    on('changes', ({ data }) => say({ kind: 'changes', data }))
    on('resync', () => say({ kind: 'resync' }))
    on('alive', () => undefined)
    on('signed-out', () => {
      close()
      // The stream of a session that was renewed ends with its first token: only a new one knows.
      if (isOpen) return connect()
      say({ kind: 'signed-out' })
    })
    on('error', failed)
  }

  connect()
  return {
    setAdmin(next) {
      if (next === isAdmin) return
      isAdmin = next
      // One that is down or signed out asks in its own time; one that is being opened has asked for the wrong thing.
      if (source) connect()
    },
    retry() {
      if (state && state.kind !== 'hello') connect()
    },
    state: () => state,
    close,
  }
}
