import { sql } from 'kysely'
import type { Db } from '#platform/db/database'

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

/** Writes which start of an agent speaks for a host from now on, where it is found and what it speaks. */
export async function moveHostIdentity(db: Db, id: string, place: HostPlace & { instance: string }): Promise<void> {
  const columns = { ...placeColumns(place), instance: place.instance }
  await db.updateTable('compute.host_identity').set(columns).where('id', '=', id).execute()
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

/** Gives a host its next certificate; the one that it asked with stays good, in case the new one gets lost on its way. */
export async function renewHostIdentity(
  db: Db,
  id: string,
  { serial, notAfter, askedWith }: { serial: string; notAfter: Date; askedWith: string },
): Promise<void> {
  await db
    .updateTable('compute.host_identity')
    .set({ serial, previous_serial: askedWith, not_after: notAfter, renewed_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute()
}

/** Forgets the host of that name: its certificates are worth nothing from now on. */
export async function forgetHostIdentity(db: Db, hostName: string): Promise<void> {
  await db.deleteFrom('compute.host_identity').where('host_name', '=', hostName).execute()
}

/** Whether a host that shows the certificate `serial` is one of this cloud's, and who asks is who speaks for it. */
export async function standingOf(db: Db, { id, serial, instance }: ShownIdentity): Promise<Standing> {
  const row = await db
    .selectFrom('compute.host_identity')
    .select('instance')
    .where('id', '=', id)
    .where((is) => is.or([is('serial', '=', serial), is('previous_serial', '=', serial)]))
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
  return (
    row && {
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
    }
  )
}

/** Who has a host's name at this moment. */
export interface NameHolder {
  /** Since it was last heard of; null while it never was. */
  heardSecondsAgo: number | null
  /** Since it joined; null for one that has not. */
  joinedSecondsAgo: number | null
  machineId: string | null
}

/** Who has this name, as a host or as one that has joined; nobody else takes it before the transaction ends. */
export async function holderOfName(db: Db, hostName: string): Promise<NameHolder> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`host ${hostName}`}, 0))`.execute(db)
  const { rows } = await sql<NameHolder>`
    select extract(epoch from now() - h.last_seen_at)::float8 as "heardSecondsAgo",
      extract(epoch from now() - i.joined_at)::float8 as "joinedSecondsAgo", i.machine_id as "machineId"
    from (select ${hostName}::text as name) n
    left join compute.host h on h.name = n.name
    left join compute.host_identity i on i.host_name = n.name`.execute(db)
  return rows[0]!
}
