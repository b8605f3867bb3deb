import { randomBytes } from 'node:crypto'
import type { Database, Db } from '#platform/db/database'
import { newHexId, type ProjectId } from '#platform/ids'
import { defaultImplications, defaultRoles } from './domain/default-roles.ts'
import { hashPassword } from './domain/password.ts'
import { saveGrant } from './store/grant-store.ts'
import { findProjectNamed, insertProject } from './store/project-store.ts'
import { insertUser } from './store/user-store.ts'

export interface SeedIdentity {
  db: Database
  /** For the users `admin` and `demo`; generated when left out. */
  adminPassword?: string | undefined
  /** For the user `demo`; the admin's when left out. */
  demoPassword?: string | undefined
}

export interface SeededIdentity {
  /** Set at the first start only, and never to be had again: main prints it when `generated`. */
  firstStart: { adminPassword: string; generated: boolean } | undefined
  /** The project `admin`, owner of public images; undefined when somebody deleted or renamed it. */
  adminProjectId: ProjectId | undefined
}

const milestone = 'identity-seeded'

/**
 * Makes the domain, roles, projects and users of a new cloud, once in its life, however many processes start together:
 * `admin` (admin on the projects admin and demo and on the system) and `demo` (member on the project demo).
 */
export async function seedIdentity({ db, adminPassword, demoPassword }: SeedIdentity): Promise<SeededIdentity> {
  let firstStart: SeededIdentity['firstStart']
  if (!(await isReached(db))) {
    const password = adminPassword ?? randomBytes(12).toString('base64url')
    const hashes = { admin: await hashPassword(password), demo: await hashPassword(demoPassword ?? password) }
    const seeded = await db.transaction().execute((tx) => seedOnce(tx, hashes))
    if (seeded) firstStart = { adminPassword: password, generated: adminPassword === undefined }
  }
  const admin = await findProjectNamed(db, 'admin', { id: 'default' })
  return { firstStart, adminProjectId: admin?.id as ProjectId | undefined }
}

const isReached = async (db: Db): Promise<boolean> =>
  (await db.selectFrom('platform.milestone').select('name').where('name', '=', milestone).executeTakeFirst()) !==
  undefined

async function seedOnce(tx: Db, hashes: { admin: string; demo: string }): Promise<boolean> {
  // A second process waits here until the first has committed, and then has nothing to do.
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('platform.milestone')
    .values({ name: milestone })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows !== 1n) return false
  await tx
    .insertInto('identity.domain')
    .values({ id: 'default', name: 'Default', description: 'The default domain' })
    .execute()
  const roles = await seedRoles(tx)
  const admin = await seedProject(tx, 'admin', 'For the administrators of the cloud.')
  const demo = await seedProject(tx, 'demo', 'To try the cloud out.')
  const adminUser = await seedUser(tx, 'admin', hashes.admin, admin)
  const demoUser = await seedUser(tx, 'demo', hashes.demo, demo)
  await saveGrant(tx, adminUser, roles['admin']!, { kind: 'project', id: admin })
  await saveGrant(tx, adminUser, roles['admin']!, { kind: 'project', id: demo })
  await saveGrant(tx, adminUser, roles['admin']!, { kind: 'system' })
  await saveGrant(tx, demoUser, roles['member']!, { kind: 'project', id: demo })
  return true
}

async function seedRoles(tx: Db): Promise<Record<string, string>> {
  const ids = Object.fromEntries(defaultRoles.map((name) => [name, newHexId()]))
  await tx
    .insertInto('identity.role')
    .values(defaultRoles.map((name) => ({ id: ids[name]!, name })))
    .execute()
  await tx
    .insertInto('identity.role_implies')
    .values(defaultImplications.map(([role, implied]) => ({ role_id: ids[role]!, implied_id: ids[implied]! })))
    .execute()
  return ids
}

async function seedProject(tx: Db, name: string, description: string): Promise<string> {
  const project = await insertProject(tx, { id: newHexId(), domain_id: 'default', name, description })
  return project.id
}

async function seedUser(tx: Db, name: string, passwordHash: string, projectId: string): Promise<string> {
  const user = await insertUser(tx, {
    id: newHexId(),
    domain_id: 'default',
    name,
    password_hash: passwordHash,
    default_project_id: projectId,
  })
  return user.id
}
