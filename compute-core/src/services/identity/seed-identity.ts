import { randomBytes } from 'node:crypto'
import type { Database, Db } from '#platform/db/database'
import { isMilestoneReached, reachMilestone } from '#platform/db/milestone'
import { newHexId, type ProjectId } from '#platform/ids'
import { defaultImplications, defaultRoles } from './domain/default-roles.ts'
import { hashPassword } from './domain/password.ts'
import { insertDomain } from './store/domain-store.ts'
import { saveGrant } from './store/grant-store.ts'
import { findProjectNamed, insertProject } from './store/project-store.ts'
import { insertRoles } from './store/role-store.ts'
import { insertUser } from './store/user-store.ts'

export interface SeedIdentity {
  db: Database
  /** For the users `admin` and `demo`; asked for at the first start only, and generated when left out. */
  adminPassword?: string | (() => Promise<string>) | undefined
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
  if (!(await isMilestoneReached(db, milestone))) {
    const given = typeof adminPassword === 'function' ? await adminPassword() : adminPassword
    const password = given ?? randomBytes(12).toString('base64url')
    const hashes = { admin: await hashPassword(password), demo: await hashPassword(demoPassword ?? password) }
    const seeded = await db.transaction().execute((tx) => seedOnce(tx, hashes))
    if (seeded) firstStart = { adminPassword: password, generated: given === undefined }
  }
  const admin = await findProjectNamed(db, 'admin', { id: 'default' })
  return { firstStart, adminProjectId: admin?.id as ProjectId | undefined }
}

async function seedOnce(tx: Db, hashes: { admin: string; demo: string }): Promise<boolean> {
  if (!(await reachMilestone(tx, milestone))) return false
  await insertDomain(tx, { id: 'default', name: 'Default', description: 'The default domain' })
  const roles = await insertRoles(tx, defaultRoles, defaultImplications)
  const admin = await seedProject(tx, 'admin', 'For the administrators of the cloud.')
  const demo = await seedProject(tx, 'demo', 'To try the cloud out.')
  const adminUser = await seedUser(tx, 'admin', hashes.admin, admin)
  const demoUser = await seedUser(tx, 'demo', hashes.demo, demo)
  await saveGrant(tx, { userId: adminUser }, roles['admin']!, { kind: 'project', id: admin })
  await saveGrant(tx, { userId: adminUser }, roles['admin']!, { kind: 'project', id: demo })
  await saveGrant(tx, { userId: adminUser }, roles['admin']!, { kind: 'system' })
  await saveGrant(tx, { userId: demoUser }, roles['member']!, { kind: 'project', id: demo })
  return true
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
