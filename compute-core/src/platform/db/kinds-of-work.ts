import { AsyncLocalStorage } from 'node:async_hooks'

/** What asks the database: each kind has connections of its own, so that none can take the others' last ones, and a time for one statement. */
export const kindsOfWork = {
  /** Requests that read lists: what a person's filter makes of them is known only once it has been tried. */
  list: { connections: 8, waitSeconds: 15, statementSeconds: 5 },
  /** All other requests, and whom a token stands for. */
  request: { connections: 16, waitSeconds: 10, statementSeconds: 20 },
  /** Flows, reconcilers, reports of hosts. */
  background: { connections: 16, waitSeconds: 30, statementSeconds: 300 },
} as const satisfies Record<string, WorkLimits>

export interface WorkLimits {
  connections: number
  /** How long it waits for a connection. */
  waitSeconds: number
  statementSeconds: number
}

export type KindOfWork = keyof typeof kindsOfWork

export interface Work {
  kind: KindOfWork
  /** Nobody waits for the answer any more once it is aborted: the statement under way is cancelled. */
  signal?: AbortSignal | undefined
}

const current = new AsyncLocalStorage<Work>()

/** Has everything that `task` asks the database count as `work`. */
export const asWork = <T>(work: Work, task: () => T): T => current.run(work, task)

/** The work that is being done here; in the background where nobody has said otherwise. */
export const workHere = (): Work => current.getStore() ?? { kind: 'background' }
