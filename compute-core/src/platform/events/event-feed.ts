import type pg from 'pg'
import type { Log } from '#platform/log'

/** Something changed: what kind of thing, which one, whose, and how. */
export interface CloudEvent {
  id: number
  topic: string
  subjectId: string
  projectId: string | null
  change: 'created' | 'updated' | 'deleted'
  /** What lists show of it, after the change; the trigger that announced it says which columns. */
  shown: Readonly<Record<string, unknown>> | null
}

export interface EventFeed {
  /** Calls `listener` for every change from now on, in order. Returns the way to stop. */
  subscribe(listener: (event: CloudEvent) => void): () => void
  close(): Promise<void>
}

/**
 * Follows `platform.event`: a NOTIFY wakes it, and it reads on from the last id it saw, so that many changes cost one query.
 * A connection that breaks is made anew; a listener may miss what happened meanwhile, and nothing may depend on it.
 */
export async function openEventFeed(pool: pg.Pool, log: Log): Promise<EventFeed> {
  const listeners = new Set<(event: CloudEvent) => void>()
  const seen = recentIds(await newestId(pool))
  let closed = false
  let reading: Promise<void> | undefined
  let again = false
  let client: pg.PoolClient | undefined
  client = await listen()

  function wake() {
    again = true
    reading ??= readOn().finally(() => (reading = undefined))
  }

  async function readOn() {
    while (again && !closed) {
      again = false
      try {
        const events = await eventsAfter(pool, seen.from(), seen.known())
        // Where there was more than one answer holds, nobody may wake us for the rest.
        again ||= events.length === mostAtOnce
        for (const event of events.filter(({ id }) => seen.add(id))) for (const listener of listeners) listener(event)
      } catch (error) {
        log.warn({ err: error }, 'The event feed could not read on; it will at the next change.')
      }
    }
  }

  async function listen(): Promise<pg.PoolClient> {
    const made = await pool.connect()
    made.on('notification', wake)
    // Also after `close`, when it is no longer ours to let go: an error that nobody hears would end the process.
    made.on('error', () => {
      if (closed || made !== client) return
      client = undefined
      made.release(true)
      void reconnect()
    })
    try {
      await made.query('listen kilonova_event')
      return made
    } catch (error) {
      made.release(true)
      throw error
    }
  }

  async function reconnect() {
    for (let waitMs = 200; !closed; waitMs = Math.min(waitMs * 2, 5_000)) {
      await new Promise((resolve) => setTimeout(resolve, waitMs))
      try {
        client = await listen()
        return wake()
      } catch {
        // The database is still away: ask again, a little later each time.
      }
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      closed = true
      await reading
      client?.removeAllListeners('notification')
      client?.release(true)
    },
  }
}

// Ids are given out before the commit: a slow transaction's may appear after a quick one's that is higher.
const overlap = 500

/** The ids heard lately; `add` is false for one that was there already. */
function recentIds(start: number) {
  const ids = new Set<number>()
  let newest = start
  return {
    from: () => Math.max(start, newest - overlap),
    /** Those that the next answer need not have again. */
    known: () => [...ids].filter((id) => id > newest - overlap),
    add(id: number): boolean {
      if (ids.has(id)) return false
      ids.add(id)
      newest = Math.max(newest, id)
      if (ids.size > 2 * overlap) for (const old of ids) if (old <= newest - overlap) ids.delete(old)
      return true
    },
  }
}

async function newestId(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ id: number }>('select coalesce(max(id), 0) as id from platform.event')
  return rows[0]!.id
}

/** How many events one answer holds. */
const mostAtOnce = 1000

async function eventsAfter(pool: pg.Pool, id: number, known: readonly number[]): Promise<CloudEvent[]> {
  const { rows } = await pool.query<CloudEvent>(
    `select id, topic, subject_id as "subjectId", project_id as "projectId", change, shown
     from platform.event where id > $1 and id <> all ($2::bigint[]) order by id limit ${mostAtOnce}`,
    [id, known],
  )
  return rows
}
