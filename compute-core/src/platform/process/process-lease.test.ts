import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openPool, overPool, type Database } from '#platform/db/database'
import { startEmbeddedPostgres } from '#platform/db/embedded-postgres'
import { migrate } from '#platform/db/migrate'
import { newId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { scratchDatabase, type ScratchDatabase } from '#test/scratch-postgres'
import { addressOfHost } from './control-process.ts'
import { type ProcessLease, takeLease } from './process-lease.ts'

vi.setConfig({ testTimeout: 60_000 })
const soon = { timeout: 20_000, interval: 20 }
let scratch: ScratchDatabase
const open: ProcessLease[] = []
beforeEach(async () => {
  scratch = await scratchDatabase()
})
afterEach(async () => {
  for (const lease of open.splice(0)) await lease.release()
  await scratch[Symbol.asyncDispose]()
})

interface LeaseOf {
  id?: string
  url?: string
  onLost?: () => void
  leaseMs?: number
  hostName?: string
}

/** A process with a lease that is short, so that nobody waits for long. */
async function aLease({
  id = newId<string>(),
  url = scratch.url,
  onLost = () => {},
  leaseMs = 1_500,
  hostName = 'a-host',
}: LeaseOf = {}): Promise<ProcessLease> {
  const process = { id, hostName, roles: ['conductor' as const], version: '1', revision: null }
  const lease = await takeLease({ url, process, log: silentLog, onLost, leaseMs, renewEveryMs: leaseMs / 10 })
  open.push(lease)
  return lease
}

const isHeld = (lease: ProcessLease) =>
  Promise.race([lease.held().then(() => true), new Promise((resolve) => setTimeout(() => resolve(false), 50))])

async function rowOf(id: string, db: Database = scratch.db) {
  const { rows } = await sql<{ takenBy: string | null; isReleased: boolean; address: string | null }>`
    select taken_over_by as "takenBy", released_at is not null as "isReleased", address
    from platform.control_process where id = ${id}`.execute(db)
  return rows[0]
}

/** A process that has died: its lease runs out in a while, and nobody renews it. */
async function aDeadProcess(leftMs: number, hostName = 'b-host'): Promise<string> {
  const id = newId<string>()
  await sql`
    insert into platform.control_process (id, incarnation, host_name, pid, roles, version, lease_until)
    values (${id}, ${newId<string>()}, ${hostName}, 1, '{conductor}', '1', now() + ${leftMs} * interval '1 millisecond')`.execute(
    scratch.db,
  )
  return id
}

test('a lease is renewed while its process lives, and given back when it stops', async () => {
  const lease = await aLease()
  await lease.setPlace({ address: 'https://10.0.0.1:8790', hosts: ['node-1'] })
  expect(await rowOf(lease.id)).toEqual({ takenBy: null, isReleased: false, address: 'https://10.0.0.1:8790' })
  expect(await addressOfHost(scratch.db, 'node-1')).toBe('https://10.0.0.1:8790')
  expect(await addressOfHost(scratch.db, 'node-2')).toBeUndefined()
  const other = await aLease()
  // The other one has looked for several leases' time.
  await new Promise((resolve) => setTimeout(resolve, 4_000))
  expect(await rowOf(lease.id)).toMatchObject({ takenBy: null })
  expect(await isHeld(lease)).toBe(true)
  await lease.release()
  expect(await isHeld(lease)).toBe(false)
  expect(await rowOf(lease.id)).toEqual({ takenBy: null, isReleased: true, address: null })
  expect(await addressOfHost(scratch.db, 'node-1')).toBeUndefined()
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect(other.leads()).toBe(true)
})

test('who dies is taken over once its lease has run out, by one, and says what it led', async () => {
  const dead = await aDeadProcess(300)
  const taken: string[] = []
  const leases = await Promise.all([aLease(), aLease(), aLease()])
  for (const lease of leases) lease.onTakeOver(() => taken.push(lease.id))
  await vi.waitFor(() => expect(taken).toHaveLength(1), soon)
  expect(await rowOf(dead)).toMatchObject({ takenBy: taken[0] })
  await vi.waitFor(() => expect(leases.filter((lease) => lease.leads())).toHaveLength(1), soon)
})

test('who is taken over holds its lease no more, hears so once, and takes it anew at its next start', async () => {
  const lost = vi.fn<() => void>()
  const lease = await aLease({ onLost: lost })
  await sql`update platform.control_process set taken_over_at = now(), taken_over_by = ${newId<string>()}`.execute(
    scratch.db,
  )
  await vi.waitFor(() => expect(lost).toHaveBeenCalledTimes(1), soon)
  expect(await isHeld(lease)).toBe(false)
  expect(lease.leads()).toBe(false)
  const anew = await aLease({ id: lease.id })
  expect(await isHeld(anew)).toBe(true)
  expect(await rowOf(anew.id)).toMatchObject({ takenBy: null })
})

test('a copy of a data folder is refused while the other process lives, and not after it was killed', async () => {
  const first = await aLease({ hostName: 'one' })
  await expect(aLease({ id: first.id, hostName: 'two' })).rejects.toThrow(
    'The id of this control process is not available. A process on one has the same: this data folder was copied from it.',
  )
  expect(await isHeld(first)).toBe(true)
  const killed = await aDeadProcess(60_000, 'one')
  expect(await isHeld(await aLease({ id: killed, hostName: 'two' }))).toBe(true)
})

test('a database that is restarted makes nobody lose a lease: all renew once it is back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kilonova-lease-'))
  // PostgreSQL has an account of its own where these tests are root's.
  await chmod(folder, 0o711)
  const server = await startEmbeddedPostgres(folder)
  const pool = openPool(server.url, 2)
  await migrate(pool)
  const lost = vi.fn<() => void>()
  const leases = [await aLease({ url: server.url, onLost: lost }), await aLease({ url: server.url, onLost: lost })]
  // Each has renewed for a whole lease, and would take over.
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  await server.stop()
  await vi.waitFor(async () => expect(await Promise.all(leases.map(isHeld))).toEqual([false, false]), soon)
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  await startEmbeddedPostgres(folder)
  await vi.waitFor(async () => expect(await Promise.all(leases.map(isHeld))).toEqual([true, true]), soon)
  await new Promise((resolve) => setTimeout(resolve, 3_000))
  const db = overPool(pool)
  for (const { id } of leases) expect(await rowOf(id, db)).toMatchObject({ takenBy: null })
  expect(lost).not.toHaveBeenCalled()
  for (const lease of open.splice(0)) await lease.release()
  await db.destroy()
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})
