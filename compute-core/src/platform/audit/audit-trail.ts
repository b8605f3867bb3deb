import { sql } from 'kysely'
import type { Database } from '#platform/db/database'
import { asWork } from '#platform/db/kinds-of-work'
import { isOutage } from '#platform/db/outage'
import type { Log } from '#platform/log'
import { type AuditEntry, auditRow, type AuditRow } from './audit-entry.ts'
import { repeats } from './repeats.ts'

/** Keeps who did what. */
export interface AuditTrail {
  /**
   * Resolves once the entry is committed, so that whoever has an answer has left a trace that outlives the process (a power failure may take
   * that of the last second). There are two exceptions, whose entry is written later: while the database is away this waits no longer than a
   * moment, and for an entry that `repeats` holds, to be told of with others of its minute, it does not wait at all. It never rejects.
   */
  write(entry: AuditEntry): Promise<void>
  /** Writes what waits, as far as the database lets it. */
  close(): Promise<void>
}

/** Of what waits for the database no more than this is kept; what is left out stands in the log. */
const mostWaiting = 10_000
const mostAtOnce = 500
const patienceMs = 500

/** An audit trail in the table `platform.audit`: entries that come at the same time are one statement. */
export function auditTrail({ db, log }: { db: Database; log: Log }): AuditTrail {
  let waiting: Waiting[] = []
  let writing: Promise<void> | undefined
  let isClosing = false

  async function drain(): Promise<void> {
    try {
      while (waiting.length > 0) {
        const batch = waiting.slice(0, mostAtOnce)
        const isDone = await carryOut(batch)
        if (isDone) waiting = waiting.slice(batch.length)
        else if (isClosing) return
        else await new Promise((resolve) => setTimeout(resolve, 1000).unref())
      }
    } finally {
      // At once, so that nobody leaves an entry to a round that is over.
      writing = undefined
    }
  }

  /** Resolves once the row is written. */
  function written(row: AuditRow): Promise<void> {
    if (waiting.length >= mostWaiting) {
      log.error({ audit: row }, 'an entry of the audit was left out: too many wait for the database')
      return Promise.resolve()
    }
    const settled = new Promise<void>((settle) => waiting.push({ row, settle }))
    // The request that is first would lend its connection to all others.
    writing ??= asWork({ kind: 'background' }, drain).catch((error: unknown) =>
      log.error({ err: error }, 'the audit could not be written'),
    )
    return settled
  }

  const repeated = repeats((row) => void written(row))

  /** False while the database is away. An entry that it does not take is no reason to lose the others. */
  async function carryOut(batch: readonly Waiting[]): Promise<boolean> {
    try {
      await insert(
        db,
        batch.map(({ row }) => row),
      )
    } catch (error) {
      if (isOutage(error)) return false
      if (batch.length > 1) {
        for (const one of batch) if (!(await carryOut([one]))) return false
        return true
      }
      log.error({ err: error, audit: batch[0]!.row }, 'an entry of the audit could not be written')
    }
    for (const { settle } of batch) settle()
    return true
  }

  return {
    async write(entry) {
      const row = auditRow(entry)
      if (repeated.holds(row)) return
      let timer: NodeJS.Timeout | undefined
      await Promise.race([written(row), new Promise((resolve) => (timer = setTimeout(resolve, patienceMs)))])
      clearTimeout(timer)
    },
    async close() {
      isClosing = true
      repeated.tell()
      await writing
      for (const { row } of waiting) log.error({ audit: row }, 'an entry of the audit could not be written')
    },
  }
}

interface Waiting {
  row: AuditRow
  settle: () => void
}

/** One statement, whose commit answers before it is on the disk: it is worth no wait of its own. */
async function insert(db: Database, rows: readonly AuditRow[]): Promise<void> {
  await sql`
    insert into platform.audit (entry, times, at, service, action, method, path, user_id, user_name, project_id, project_name, scope, delegation,
      target_kind, target_id, target_name, outcome, status, message, methods, request_id, address)
    select r.* from (select set_config('synchronous_commit', 'off', true)) soon,
      jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(entry uuid, times int, at timestamptz, service text, action text, method text, path text,
        user_id text, user_name text, project_id text, project_name text, scope text, delegation jsonb, target_kind text,
        target_id text, target_name text, outcome text, status smallint, message text, methods text[], request_id text, address text)
    on conflict (entry) do nothing
  `.execute(db)
}
