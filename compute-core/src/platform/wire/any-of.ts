import { randomInt } from 'node:crypto'
import type { WireCredentials } from './credentials.ts'
import { type WireClient, wireClient } from './h2-fetch.ts'
import type { Peer, WireFetch } from './peer.ts'
import { readPlace } from './place.ts'

export interface AnyOfOptions {
  /** Where they listen, as `address:port`. */
  places: readonly string[]
  credentials: () => WireCredentials
  expects: (peer: Peer) => boolean
}

/** Peers that are as good as each other: whoever answers is asked. */
export interface AnyOf {
  /** Asks the one that answered last, and in its stead the others in turn. Throws when none of them responded. */
  fetch: WireFetch
  /** From now on these are the peers, unless it is closed. */
  replace(places: readonly string[]): void
  /** Has new connections be opened, with the credentials of then. */
  renew(): void
  close(): void
}

/** Whoever lives and does not answer, since its own database does not, is left for another. */
const answerMs = 30_000

async function answeredInTime(client: WireClient, path: string, init: RequestInit = {}): Promise<Response> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(new Error(`It did not answer within ${answerMs / 1000} s.`)), answerMs)
  try {
    return await client.fetch(path, {
      ...init,
      signal: init.signal ? AbortSignal.any([init.signal, late.signal]) : late.signal,
    })
  } finally {
    clearTimeout(timer)
  }
}

/** A client for several peers of which any will do, such as the control processes of a cloud. */
export function anyOf({ places: first, credentials, expects }: AnyOfOptions): AnyOf {
  const clients = new Map<string, WireClient>()
  let isClosed = false
  let current: string | undefined
  const replace = (places: readonly string[]) => {
    if (isClosed) return
    const wanted = new Set(places.filter((place) => readPlace(place) !== undefined))
    for (const [place, client] of clients)
      if (!wanted.has(place)) {
        client.close()
        clients.delete(place)
      }
    for (const place of wanted)
      if (!clients.has(place))
        clients.set(place, wireClient({ target: { ...readPlace(place)!, expects }, credentials }))
    // Hosts begin at different ones, so that each gets its share of them.
    if (current === undefined || !wanted.has(current)) current = [...wanted][randomInt(Math.max(1, wanted.size))]
  }
  replace(first)
  /** The next to ask: one of those that are peers now, which may be others than a moment ago. */
  const nextOf = (asked: ReadonlySet<WireClient>) => {
    const others = [...clients].filter(([, client]) => !asked.has(client))
    return others.find(([place]) => place === current) ?? others[0]
  }
  return {
    async fetch(path, init) {
      // What is sent as it comes can be sent once only.
      const isStream = init?.body instanceof ReadableStream
      const troubles: string[] = []
      let busy: Response | undefined
      const asked = new Set<WireClient>()
      for (let next = nextOf(asked); next !== undefined; next = nextOf(asked)) {
        const [place, client] = next
        asked.add(client)
        try {
          await client.reach()
        } catch (error) {
          troubles.push(`${place}: ${(error as Error).message}`)
          continue
        }
        try {
          const response = await (isStream ? client.fetch(path, init) : answeredInTime(client, path, init))
          // It is starting, or has no database: perhaps another has.
          if (response.status === 503 && !isStream) {
            await busy?.body?.cancel()
            busy = response
            continue
          }
          await busy?.body?.cancel()
          current = place
          return response
        } catch (error) {
          if (isStream || init?.signal?.aborted) throw error
          troubles.push(`${place}: ${(error as Error).message}`)
        }
      }
      if (busy) return busy
      throw new Error(`Nobody answers (${troubles.join('; ') || 'there is nobody to ask'}).`)
    },
    replace,
    renew() {
      for (const client of clients.values()) client.renew()
    },
    close() {
      isClosed = true
      for (const client of clients.values()) client.close()
      clients.clear()
    },
  }
}
