/** Who is at the other end of a connection, as its certificate says; `unknown` has none of this cloud. */
export type Peer =
  | { kind: 'control' }
  /** `serial` is its certificate's; a host in this process has none. */
  | { kind: 'host'; hostName: string; identityId: string; serial?: string }
  | { kind: 'unknown' }

/** Where a connection comes from; a request within this process has come over none. */
export interface Origin {
  address: string
  isThisMachine: boolean
}

/** What an app that control and hosts speak to finds in Hono's `env`. */
export interface WireEnv {
  Bindings: { peer?: Peer; origin?: Origin }
}

/** Sends a request to one peer: over its connection, or to its app in this process. Throws when there was no response. */
export type WireFetch = (path: string, init?: RequestInit) => Promise<Response>
