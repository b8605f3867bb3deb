import type { AuditTrail } from '#platform/audit/audit-trail'
import { CloudError } from '#platform/errors'
import type { Clock } from '#platform/clock'
import type { Database, Db } from '#platform/db/database'
import { newHexId, newRequestId } from '#platform/ids'
import type { ClientEnv } from '#platform/http/client-address'
import type { Log } from '#platform/log'
import { rulesNotMet } from './domain/mfa-rules.ts'
import type { Identity } from './identity-service.ts'
import type { IssuedToken } from './sessions.ts'
import { issueToken } from './sign-in.ts'
import { findDomainNamed } from './store/domain-store.ts'
import { findFederatedUser, linkFederatedUser, replaceFederatedGrants } from './store/federation-store.ts'
import { findProjectNamed } from './store/project-store.ts'
import { listRoles } from './store/role-store.ts'
import { findUserNamed, insertUser, type UserRow } from './store/user-store.ts'

/** Where the people of a provider belong, and what they get. */
export interface FederatedHome {
  /** The provider, as its users are told from others of the same name. */
  id: string
  domain: string
  create_users: boolean
  grants: readonly { group?: string | undefined; project: string; roles: readonly string[] }[]
}

/** Whom a provider vouches for. */
export interface FederatedPerson {
  issuer: string
  /** Their name at the provider, which is nobody else's ever. */
  subject: string
  /** What they are called; a user of this name that there is already is somebody else. */
  name: string
  email?: string | undefined
  groups: readonly string[]
}

/** A token, or why there is none. */
export type FederatedSignIn =
  | ({ kind: 'signed-in'; user: { id: string; name: string } } & IssuedToken)
  | { kind: 'refused'; reason: 'disabled' | 'unknown' | 'no-domain' | 'second-factor' }

export interface FederationDeps {
  db: Database
  clock: Clock
  identity: Identity
  log: Log
  tokenSeconds: number
  audit?: AuditTrail | undefined
}

/**
 * Signs in whom a provider vouches for: finds or makes their user by issuer and subject alone, gives them what the provider's groups stand
 * for and takes what they stand for no more, and issues an unscoped token. What came of it, and from where they came, stands in the audit.
 */
export async function signInFederated(
  deps: FederationDeps,
  home: FederatedHome,
  person: FederatedPerson,
  { clientAddress }: ClientEnv,
): Promise<FederatedSignIn> {
  const result = await signInVouchedFor(deps, home, person)
  const user = result.kind === 'signed-in' ? result.user : null
  await deps.audit?.write({
    service: 'identity',
    action: 'sign-in',
    method: 'POST',
    path: `/bff/session/oidc/${home.id}/callback`,
    user,
    project: null,
    scope: 'none',
    delegation: null,
    target: { kind: 'user', id: user?.id ?? null, name: user?.name ?? person.name },
    outcome: user ? 'success' : 'failure',
    status: user ? 201 : 401,
    message: result.kind === 'refused' ? refusals[result.reason] : null,
    methods: ['openid', home.id],
    requestId: newRequestId(),
    address: clientAddress ?? null,
  })
  return result
}

const refusals = {
  disabled: 'The user is disabled.',
  unknown: 'The provider may not make users, and there is none for this person.',
  'no-domain': 'The domain of the provider is not there, or disabled.',
  'second-factor': 'This user has to show more than what a provider says.',
} as const

async function signInVouchedFor(
  deps: FederationDeps,
  home: FederatedHome,
  person: FederatedPerson,
): Promise<FederatedSignIn> {
  const { db, identity, log } = deps
  const domain = await findDomainNamed(db, { name: home.domain })
  if (!domain?.enabled) {
    log.warn({ provider: home.id, domain: home.domain }, 'The domain of an OpenID provider is not there, or disabled')
    return { kind: 'refused', reason: 'no-domain' }
  }
  const user = await userOf(db, { ...home, domainId: domain.id }, person)
  if (!user) return { kind: 'refused', reason: 'unknown' }
  if (!user.enabled) return { kind: 'refused', reason: 'disabled' }
  await replaceFederatedGrants(db, user.id, await grantsOf(deps, home, domain.id, person.groups))
  identity.forgetCallers()
  const methods = ['openid']
  if (rulesNotMet(user.options, methods)) return { kind: 'refused', reason: 'second-factor' }
  const issued = await issueToken(deps, { user, methods, scope: { kind: 'unscoped' } }).catch((error: unknown) => {
    // Disabled, or their domain is, since they were looked up.
    if (error instanceof CloudError && error.failure.kind === 'unauthorized') return undefined
    throw error
  })
  if (!issued) return { kind: 'refused', reason: 'disabled' }
  const { id, name } = user
  return { kind: 'signed-in', user: { id, name }, token: issued.secret, expiresAt: issued.token.expires_at }
}

/** The user of a person, made where there is none yet; undefined where none may be made. */
async function userOf(
  db: Database,
  { id, domainId, create_users: mayCreate }: FederatedHome & { domainId: string },
  person: FederatedPerson,
): Promise<UserRow | undefined> {
  return db.transaction().execute(async (tx) => {
    const known = await findFederatedUser(tx, person)
    if (known || !mayCreate) return known
    const user = await insertUser(tx, {
      id: newHexId(),
      domain_id: domainId,
      name: await freeName(tx, domainId, person, id),
      email: person.email ?? null,
    })
    await linkFederatedUser(tx, person, user.id)
    return user
  })
}

/** The person's name where nobody has it; else one that says the provider as well, and at last one that nobody else can have. */
async function freeName(
  tx: Db,
  domainId: string,
  { name, subject }: FederatedPerson,
  provider: string,
): Promise<string> {
  // Whitespace and what cannot be seen has no place in a name.
  const plain =
    name
      .replaceAll(/[\p{C}\s]+/gu, ' ')
      .trim()
      .slice(0, 200) || subject.slice(0, 200)
  for (const candidate of [plain, `${plain}@${provider}`])
    if (!(await findUserNamed(tx, candidate, { id: domainId }))) return candidate
  return `${plain}@${provider}-${newHexId().slice(0, 8)}`
}

async function grantsOf(
  { db, log }: FederationDeps,
  { id, grants }: FederatedHome,
  domainId: string,
  groups: readonly string[],
): Promise<{ roleId: string; projectId: string }[]> {
  const roles = await listRoles(db, null)
  const found = []
  for (const { group, project: projectName, roles: names } of grants) {
    if (group !== undefined && !groups.includes(group)) continue
    const project = await findProjectNamed(db, projectName, { id: domainId })
    for (const name of names) {
      const role = roles.find((one) => one.name.toLowerCase() === name.toLowerCase())
      if (project && role) found.push({ roleId: role.id, projectId: project.id })
      else
        log.warn(
          { provider: id, project: projectName, role: name },
          'A grant of an OpenID provider names what is not there',
        )
    }
  }
  return found
}
