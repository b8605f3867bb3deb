import { unauthorized } from '#platform/errors'
import type { Clock } from '#platform/clock'
import type { Database } from '#platform/db/database'
import { isPassword } from './domain/password.ts'
import type { Scope } from './domain/scope.ts'
import { hashOfToken, newAuditId, newTokenSecret } from './domain/token-secret.ts'
import { holdsRole } from './store/grant-store.ts'
import { findProject, findProjectNamed } from './store/project-store.ts'
import { findToken, saveToken, type TokenRow } from './store/token-store.ts'
import { findUser, findUserNamed, type UserRow } from './store/user-store.ts'

/** A domain as requests name it. */
export interface DomainRef {
  id?: string | undefined
  name?: string | undefined
}

export type Credentials =
  | {
      method: 'password'
      user: { id?: string | undefined; name?: string | undefined; domain: DomainRef; password: string }
    }
  | { method: 'token'; secret: string }

export type WantedScope =
  | { kind: 'default' }
  | { kind: 'unscoped' }
  | { kind: 'system' }
  | { kind: 'project'; id?: string | undefined; name?: string | undefined; domain: DomainRef }

export interface SignIn {
  db: Database
  clock: Clock
  tokenSeconds: number
}

// One sentence for every reason, so that nobody learns from a refusal which users and projects exist.
const refused = () =>
  unauthorized('The user, password or scope is wrong, or the user holds no role there. Check them and sign in again.')

/** Issues a token for `credentials` on the scope wanted; every refusal is the same 401. */
export async function signIn(
  { db, clock, tokenSeconds }: SignIn,
  credentials: Credentials,
  wanted: WantedScope,
): Promise<{ secret: string; token: TokenRow }> {
  const { user, parent, parentHash } = await whoIs(db, clock, credentials)
  const scope = await findScope(db, user, wanted)
  const issuedAt = clock.now()
  const secret = newTokenSecret()
  const hash = hashOfToken(secret)
  const saved = await saveToken(db, {
    hash,
    userId: user.id,
    passwordHash: user.password_hash,
    parentHash,
    scope,
    methods: [...new Set([...(parent?.methods ?? []), credentials.method])],
    auditIds: [newAuditId(), ...(parent ? [parent.audit_ids.at(-1)!] : [])],
    issuedAt,
    // A token had for a token never outlives it: else one stolen once could be kept alive for ever.
    expiresAt: parent?.expires_at ?? new Date(wholeSecond(issuedAt).getTime() + tokenSeconds * 1000),
  })
  const token = saved ? await findToken(db, hash, issuedAt) : undefined
  if (!token) throw refused()
  return { secret, token }
}

const wholeSecond = (date: Date): Date => new Date(Math.floor(date.getTime() / 1000) * 1000)

async function whoIs(db: Database, clock: Clock, credentials: Credentials) {
  if (credentials.method === 'password') {
    const { id, name, domain, password } = credentials.user
    const user = id === undefined ? await findUserNamed(db, name ?? '', domain) : await findUser(db, id)
    const isRight = await isPassword(password, user?.password_hash)
    if (!user || !isRight || !user.enabled) throw refused()
    return { user, parent: undefined, parentHash: undefined }
  }
  const parentHash = hashOfToken(credentials.secret)
  const parent = await findToken(db, parentHash, clock.now())
  const user = parent && (await findUser(db, parent.user_id))
  if (!user) throw refused()
  return { user, parent, parentHash }
}

async function findScope(db: Database, user: UserRow, wanted: WantedScope): Promise<Scope> {
  if (wanted.kind === 'unscoped') return wanted
  if (wanted.kind === 'default') {
    const projectId = user.default_project_id
    return projectId !== null && (await isUsable(db, user, projectId))
      ? { kind: 'project', projectId }
      : { kind: 'unscoped' }
  }
  if (wanted.kind === 'system') {
    if (!(await holdsRole(db, user.id, { kind: 'system' }))) throw refused()
    return wanted
  }
  const { id, name, domain } = wanted
  const project = id === undefined ? await findProjectNamed(db, name ?? '', domain) : await findProject(db, id)
  if (!project || !(await isUsable(db, user, project.id))) throw refused()
  return { kind: 'project', projectId: project.id }
}

async function isUsable(db: Database, user: UserRow, projectId: string): Promise<boolean> {
  const project = await findProject(db, projectId)
  return project?.enabled === true && (await holdsRole(db, user.id, { kind: 'project', id: projectId }))
}
