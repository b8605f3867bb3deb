import { sql } from 'kysely'
import { conflict, notFound } from '#platform/errors'
import type { Database, Db } from '#platform/db/database'
import type { HostId, ProjectId, ServerId, UserId } from '#platform/ids'
import type { Resources } from '../placement-service.ts'
import { hasRoom } from './provider-usage.ts'

export interface Claim {
  consumerId: ServerId
  providerId: HostId
  resources: Resources
  projectId: ProjectId
  userId: UserId
}

type Outcome = 'claimed' | 'held' | 'no-room' | 'preempted'

/** Claims all of `resources` or nothing; false when there is no room. Held already, it is true; holding another claim is a conflict. */
export async function claim(db: Database, wanted: Claim): Promise<boolean> {
  let outcome = await tryClaim(db, wanted)
  // Preempted by another claim: queue at the provider's row instead of racing for it again, so that everyone gets their turn.
  while (outcome === 'preempted') outcome = await db.transaction().execute((tx) => claimInTurn(tx, wanted))
  return outcome !== 'no-room'
}

async function claimInTurn(tx: Db, wanted: Claim): Promise<Outcome> {
  await sql`select from placement.resource_provider where id = ${wanted.providerId} for no key update`.execute(tx)
  return tryClaim(tx, wanted)
}

/**
 * The one statement. What it reads is one snapshot; what it writes hangs on the provider still having the generation of that snapshot,
 * so a claim that came in between makes this one write nothing and say `preempted`.
 */
async function tryClaim(db: Db, { consumerId, providerId, resources, projectId, userId }: Claim): Promise<Outcome> {
  const amounts = Object.entries(resources).filter(([, amount]) => amount > 0)
  const { rows } = await sql<{ known: boolean; held: Held | null; fits: boolean; claimed: boolean }>`
    with provider as (
      select id, generation from placement.resource_provider where id = ${providerId}
    ), wanted as (
      select * from unnest(${amounts.map(([name]) => name)}::text[], ${amounts.map(([, amount]) => amount)}::bigint[])
        as wanted (resource_class, amount)
    ), stock as (
      select i.*, (
        select coalesce(sum(a.used), 0) from placement.allocation a
        where a.provider_id = i.provider_id and a.resource_class = i.resource_class) as used
      from placement.inventory i join provider p on p.id = i.provider_id
    ), fitting as (
      select count(*) = ${amounts.length} as fits from stock s join wanted using (resource_class) where ${hasRoom}
    ), holding as (
      select c.id, coalesce(jsonb_object_agg(a.provider_id || ' ' || a.resource_class, a.used)
        filter (where a.used is not null), '{}') as held
      from placement.consumer c left join placement.allocation a on a.consumer_id = c.id
      where c.id = ${consumerId} group by c.id
    ), bumped as (
      update placement.resource_provider p set generation = p.generation + 1, updated_at = now()
      from provider, fitting
      where p.id = provider.id and p.generation = provider.generation and fitting.fits
        and not exists (select from holding)
      returning p.id
    ), consumer as (
      insert into placement.consumer (id, project_id, user_id)
      select ${consumerId}::uuid, ${projectId}, ${userId} from bumped
      returning id
    ), allocated as (
      insert into placement.allocation (consumer_id, provider_id, resource_class, used)
      select consumer.id, bumped.id, wanted.resource_class, wanted.amount from consumer, bumped, wanted
      returning 1
    )
    select exists (select from provider) as known, (select held from holding) as held, (select fits from fitting) as fits,
      exists (select from bumped) as claimed`
    .execute(db)
    .catch(becauseOfARival)
  const row = rows[0]
  if (!row) return 'preempted'
  if (row.held) return heldAlready(row.held, providerId, amounts)
  if (!row.known) throw notFound('Resource provider', providerId)
  if (row.claimed) return 'claimed'
  return row.fits ? 'preempted' : 'no-room'
}

type Held = Readonly<Record<string, number>>

function heldAlready(held: Held, providerId: string, amounts: readonly (readonly [string, number])[]): Outcome {
  const same =
    Object.keys(held).length === amounts.length &&
    amounts.every(([name, amount]) => held[`${providerId} ${name}`] === amount)
  if (same) return 'held'
  throw conflict('This consumer already holds another claim.', 'Release that one first.')
}

const uniqueViolation = '23505'

/** Two claims for one consumer on two providers meet at the consumer's key: the loser looks again and finds the winner's claim. */
function becauseOfARival(error: unknown): { rows: [] } {
  if (error instanceof Error && 'code' in error && error.code === uniqueViolation) return { rows: [] }
  throw error
}

/** Gives back all that the consumer holds; nothing held is nothing to do. */
export async function release(db: Db, consumerId: string): Promise<void> {
  // The provider before the consumer, as `claim` has it, so that the two never wait for each other.
  await sql`
    with touched as (
      update placement.resource_provider set generation = generation + 1, updated_at = now()
      where id in (select provider_id from placement.allocation where consumer_id = ${consumerId})
      returning id
    )
    delete from placement.consumer where id = ${consumerId} and (select count(*) from touched) >= 0`.execute(db)
}

/** Every consumer that holds anything. */
export async function consumers(db: Db): Promise<readonly ServerId[]> {
  const rows = await db.selectFrom('placement.consumer').select('id').execute()
  return rows.map(({ id }) => id as ServerId)
}

/** Where each of these consumers has its claim. */
export async function whereabouts(db: Db, consumerIds: readonly ServerId[]): Promise<ReadonlyMap<ServerId, HostId>> {
  if (consumerIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('placement.allocation')
    .select(['consumer_id', 'provider_id'])
    .distinct()
    .where('consumer_id', 'in', consumerIds)
    .execute()
  return new Map(rows.map((row) => [row.consumer_id as ServerId, row.provider_id as HostId]))
}
