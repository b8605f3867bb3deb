import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { Db } from '#platform/db/database'
import type { DB } from '#platform/db/schema'
import { type CloudError, forbidden } from '#platform/errors'
import { isUuid } from '#platform/ids'

/** A host that has joined, and the certificate that it shows. */
export interface HostIdentity {
  id: string
  hostName: string
  machineId: string
  serial: string
  notAfter: Date
  /** Null while it has the certificate that it joined with. */
  renewedAt: Date | null
  address: string
  port: number
  contractVersion: number
  agentVersion: string
  joinedAt: Date
}

/** What a host says of itself whenever its agent starts. */
export type HostPlace = Pick<HostIdentity, 'address' | 'port' | 'contractVersion' | 'agentVersion'>

/** What is to be known of one that asks. */
export interface ShownIdentity {
  id: string
  serial: string
  /** Which start of its agent it is, where it says so. */
  instance?: string | undefined
}

/** `other-agent`: it is one of this cloud's, but another start of an agent speaks for it. */
export type Standing = 'in-force' | 'forgotten' | 'other-agent'

/** Who speaks for a host: the one that has joined as it, or, under an id that is no identity's, the control process that it is within. */
export interface Speaker {
  hostName: string
  identityId?: string | undefined
}

/** What a host hears that is one no more. */
export const forgottenHost = (hostName: string): CloudError =>
  forbidden(`This cloud has forgotten host ${hostName}, or never knew it. Have it join again.`)

/** A row where the speaker still is the host; whoever forgets the host waits until the transaction ends. */
export const standingRow = ({ hostName, identityId = '' }: Speaker): RawBuilder<unknown> =>
  isUuid(identityId)
    ? sql`select 1 from compute.host_identity where id = ${identityId} and host_name = ${hostName} for key share`
    : sql`select 1 where not exists (select from compute.host_identity where host_name = ${hostName})`

/** Does `work` in a transaction, for a host that nobody forgets meanwhile. Throws `forbidden` for one that was forgotten since it has asked. */
export const whileStanding = <Done>(db: Db, speaker: Speaker, work: (trx: Db) => Promise<Done>): Promise<Done> =>
  db.transaction().execute(async (trx) => {
    await refuseForgotten(trx, speaker)
    return work(trx)
  })

/** Throws `forbidden` for a host that was forgotten since it has asked; any other is not before the transaction ends. */
export async function refuseForgotten(trx: Db, speaker: Speaker): Promise<void> {
  const { rows } = await standingRow(speaker).execute(trx)
  if (rows.length === 0) throw forgottenHost(speaker.hostName)
}

/** Writes that a host has joined; whoever had its name is forgotten. */
export async function insertHostIdentity(
  db: Db,
  { hostName, machineId, notAfter, ...host }: Omit<HostIdentity, 'renewedAt' | 'joinedAt'>,
): Promise<void> {
  await forgetHostIdentity(db, hostName)
  await db
    .insertInto('compute.host_identity')
    .values({
      id: host.id,
      serial: host.serial,
      host_name: hostName,
      machine_id: machineId,
      not_after: notAfter,
      ...placeColumns(host),
    })
    .execute()
}

/** Writes which start of an agent speaks for a host from now on, where it is found and what it speaks; false for a host that was forgotten. */
export async function moveHostIdentity(db: Db, id: string, place: HostPlace & { instance: string }): Promise<boolean> {
  const columns = { ...placeColumns(place), instance: place.instance }
  const { numUpdatedRows } = await db
    .updateTable('compute.host_identity')
    .set(columns)
    .where('id', '=', id)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Where the agent of a host was when it last said so. */
export async function placeOfIdentity(db: Db, id: string): Promise<Pick<HostIdentity, 'address' | 'port'> | undefined> {
  const row = await db
    .selectFrom('compute.host_identity')
    .select(['address', 'wire_port'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row && { address: row.address, port: row.wire_port }
}

const placeColumns = ({ address, port, contractVersion, agentVersion }: HostPlace) => ({
  address,
  wire_port: port,
  contract_version: contractVersion,
  agent_version: agentVersion,
})

/** One that loses as many answers one after the other has another trouble than a certificate. */
const mostPrevious = 20

/**
 * Gives a host its next certificate; false where the one that it asked with is worth nothing. That one stays good, in case the new one gets
 * lost on its way, and so does every other that was made for the same one: of two that are made at once nobody knows which the host keeps.
 * All of them end once the newest is what it asks with.
 */
export async function renewHostIdentity(
  db: Db,
  id: string,
  { serial, notAfter, askedWith }: { serial: string; notAfter: Date; askedWith: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update compute.host_identity set serial = ${serial}, not_after = ${notAfter}, renewed_at = now(),
      previous_serials = case
        when serial = ${askedWith} then array[serial]
        else (array[${askedWith}, serial] || array_remove(previous_serials, ${askedWith}))[:${sql.lit(mostPrevious)}]
      end
    where id = ${id} and (serial = ${askedWith} or ${askedWith} = any (previous_serials))`.execute(db)
  return (numAffectedRows ?? 0n) > 0n
}

/** Forgets the host of that name: its certificates are worth nothing from now on. False where none had joined, or another one than `id`. */
export async function forgetHostIdentity(db: Db, hostName: string, id?: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('compute.host_identity')
    .where('host_name', '=', hostName)
    .$if(id !== undefined, (query) => query.where('id', '=', id!))
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Whether a host that shows the certificate `serial` is one of this cloud's, and who asks is who speaks for it. */
export async function standingOf(db: Db, { id, serial, instance }: ShownIdentity): Promise<Standing> {
  const row = await db
    .selectFrom('compute.host_identity')
    .select('instance')
    .where('id', '=', id)
    .where(sql<boolean>`(serial = ${serial} or ${serial} = any (previous_serials))`)
    .executeTakeFirst()
  if (row === undefined) return 'forgotten'
  return row.instance === null || row.instance === instance ? 'in-force' : 'other-agent'
}

/** The identity of the host of that name; undefined for one that has not joined, as those in a control process have not. */
export async function findHostIdentity(db: Db, hostName: string): Promise<HostIdentity | undefined> {
  const row = await db
    .selectFrom('compute.host_identity')
    .selectAll()
    .where('host_name', '=', hostName)
    .executeTakeFirst()
  return row && identityOf(row)
}

const identityOf = (row: Selectable<DB['compute.host_identity']>): HostIdentity => ({
  id: row.id,
  hostName: row.host_name,
  machineId: row.machine_id,
  serial: row.serial,
  notAfter: row.not_after,
  renewedAt: row.renewed_at,
  address: row.address,
  port: row.wire_port,
  contractVersion: row.contract_version,
  agentVersion: row.agent_version,
  joinedAt: row.joined_at,
})

/** The hosts that have joined and never reported, the newest first: nothing else tells of them, and they are served. */
export async function unreportedIdentities(db: Db): Promise<HostIdentity[]> {
  const rows = await db
    .selectFrom('compute.host_identity')
    .selectAll()
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('compute.host').select('id').whereRef('name', '=', 'compute.host_identity.host_name'))),
    )
    .orderBy('joined_at', 'desc')
    .execute()
  return rows.map(identityOf)
}

/** Who has a host's name at this moment. */
export interface NameHolder {
  /** Since it was last heard of; null while it never was. */
  heardSecondsAgo: number | null
  /** Since it joined; null for one that has not. */
  joinedSecondsAgo: number | null
  machineId: string | null
  /** It is within a control process: it is a host that nobody has joined as. */
  isControls: boolean
}

/** Who has this name, as a host or as one that has joined; nobody else takes it before the transaction ends. */
export async function holderOfName(db: Db, hostName: string): Promise<NameHolder> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`host ${hostName}`}, 0))`.execute(db)
  const { rows } = await sql<NameHolder>`
    select extract(epoch from now() - h.last_seen_at)::float8 as "heardSecondsAgo",
      extract(epoch from now() - i.joined_at)::float8 as "joinedSecondsAgo", i.machine_id as "machineId",
      h.id is not null and i.id is null as "isControls"
    from (select ${hostName}::text as name) n
    left join compute.host h on h.name = n.name
    left join compute.host_identity i on i.host_name = n.name`.execute(db)
  return rows[0]!
}
