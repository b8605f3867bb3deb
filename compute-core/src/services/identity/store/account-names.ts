import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { holdsAny } from '#platform/db/search'
import type { QueryTest } from '#platform/service/list-query/query-keys'

/** What has a name that others know by its id. */
export type Account = 'project' | 'user'

const tables = { project: sql`identity.project`, user: sql`identity.user` }

/** The ids of the projects or users whose name is as any of the tests wants it, in every domain. */
export async function accountsNamed(db: Db, account: Account, tests: readonly QueryTest[]): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select a.id from ${tables[account]} a where ${holdsAny(sql`a.name`, tests)}`.execute(db)
  return rows.map(({ id }) => id)
}

/** The names of these projects or users by id; one that is gone is left out. */
export async function accountNames(
  db: Db,
  account: Account,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; name: string }>`
    select a.id, a.name from ${tables[account]} a where a.id = any(${[...ids]}::text[])`.execute(db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** A project with the names that people know it by. */
export interface NamedProject {
  id: string
  name: string
  domain: string
}

/** Every project, or this one. */
export async function namedProjects(db: Db, projectId?: string): Promise<readonly NamedProject[]> {
  const { rows } = await sql<NamedProject>`
    select p.id, p.name, d.name as domain from identity.project p join identity.domain d on d.id = p.domain_id
    where ${projectId ?? null}::text is null or p.id = ${projectId ?? null}`.execute(db)
  return rows
}
