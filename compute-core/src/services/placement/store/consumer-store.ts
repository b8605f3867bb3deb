import { sql } from 'kysely'
import type { Db } from '#platform/db/database'

/** What one consumer holds of one provider. */
export interface AllocationRow {
  consumerId: string
  consumerGeneration: number
  projectId: string
  userId: string
  providerId: string
  providerGeneration: number
  resources: Readonly<Record<string, number>>
}

/** The allocations of one consumer, or all of those on one provider. */
export async function allocations(
  db: Db,
  of: { consumerId: string } | { providerId: string },
): Promise<readonly AllocationRow[]> {
  const condition = 'consumerId' in of ? sql`a.consumer_id = ${of.consumerId}` : sql`a.provider_id = ${of.providerId}`
  const { rows } = await sql<AllocationRow>`
    select c.id as "consumerId", c.generation as "consumerGeneration", c.project_id as "projectId", c.user_id as "userId",
      p.id as "providerId", p.generation as "providerGeneration", jsonb_object_agg(a.resource_class, a.used) as resources
    from placement.allocation a
    join placement.consumer c on c.id = a.consumer_id join placement.resource_provider p on p.id = a.provider_id
    where ${condition} group by c.id, p.id order by c.id, p.id`.execute(db)
  return rows
}

/** What a project, or one user in it, holds of everything, and by how many consumers. */
export async function projectUsage(
  db: Db,
  projectId: string,
  userId: string | undefined,
): Promise<{ usages: Readonly<Record<string, number>>; consumers: number }> {
  const { rows } = await sql<{ resource_class: string; used: number }>`
    select a.resource_class, sum(a.used) as used from placement.allocation a join placement.consumer c on c.id = a.consumer_id
    where c.project_id = ${projectId} and (${userId ?? null}::text is null or c.user_id = ${userId ?? null})
    group by a.resource_class order by a.resource_class`.execute(db)
  const counted = await sql<{ count: number }>`
    select count(*) from placement.consumer
    where project_id = ${projectId} and (${userId ?? null}::text is null or user_id = ${userId ?? null})`.execute(db)
  return {
    usages: Object.fromEntries(rows.map(({ resource_class, used }) => [resource_class, Number(used)])),
    consumers: counted.rows[0]!.count,
  }
}

/** The names that any provider has as trait or resource class. */
export async function namesInUse(db: Db, what: 'trait' | 'resource-class'): Promise<readonly string[]> {
  const { rows } = await (
    what === 'trait'
      ? sql<{ name: string }>`select distinct name from placement.trait order by name`
      : sql<{ name: string }>`select distinct resource_class as name from placement.inventory order by name`
  ).execute(db)
  return rows.map(({ name }) => name)
}
