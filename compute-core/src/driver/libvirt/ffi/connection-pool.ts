import { unavailable } from '#platform/errors'
import { openConnection, type Connection } from './connection.ts'

/** Lends out connections to one hypervisor, each to one caller at a time. */
export interface ConnectionPool {
  /** Runs `work` with a connection of its own; must not be nested, or the last connections wait for each other. */
  use<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result>
  /** Waits for the work under way and hangs up; work that comes later is refused. */
  close(): Promise<void>
}

/**
 * How many calls may be under way at once. koffi's async calls take libuv's worker threads, which files, DNS and
 * password hashing share; one more is taken by libvirt's event loop. The launcher raises UV_THREADPOOL_SIZE.
 */
export function maxConnections(threads = Number(process.env['UV_THREADPOOL_SIZE'] ?? 4)): number {
  return Math.max(1, Math.min(8, Math.floor(threads / 2)))
}

/** A pool that opens connections as they are needed, `limit` at the most, and replaces those that have dropped, which it tells. */
export function connectionPool(
  uri: string,
  limit = maxConnections(),
  onDropped: () => void = () => undefined,
): ConnectionPool {
  const idle: Connection[] = []
  const waiting: (() => void)[] = []
  let lent = 0
  let closed = false

  const acquireTurn = async () => {
    if (lent < limit) lent += 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }
  const passTurn = () => {
    const next = waiting.shift()
    if (next === undefined) lent -= 1
    else next()
  }
  const connect = async (): Promise<Connection> => {
    const known = idle.pop()
    if (known === undefined) return openConnection(uri)
    if (await known.isAlive()) return known
    onDropped()
    await known.close()
    return connect()
  }

  return {
    async use(work) {
      await acquireTurn()
      try {
        // A long operation that outlives `close` must not open connections that nobody closes any more.
        if (closed) throw unavailable(`The hypervisor at ${uri}`, 'This process is letting go of it.')
        const connection = await connect()
        try {
          return await work(connection)
        } finally {
          idle.push(connection)
        }
      } finally {
        passTurn()
      }
    },
    async close() {
      closed = true
      for (let turn = 0; turn < limit; turn += 1) await acquireTurn()
      for (const connection of idle.splice(0)) await connection.close()
      for (let turn = 0; turn < limit; turn += 1) passTurn()
    },
  }
}
