import { unauthorized } from '#platform/errors'
import type { Database } from '#platform/db/database'
import type { Origin } from './attempt.ts'
import { rulesNotMet } from './domain/mfa-rules.ts'
import type { Scope } from './domain/scope.ts'
import { hashOfToken, newAuditId, newTokenSecret } from './domain/token-secret.ts'
import { wholeSecond } from './domain/whole-second.ts'
import type { Passcodes } from './passcode.ts'
import { issueReceipt, methodsOfReceipt, type Receipt } from './receipt.ts'
import type { ApplicationCredentialRow } from './store/application-credential-store.ts'
import { findDomainNamed } from './store/domain-store.ts'
import { holdsRole } from './store/grant-store.ts'
import { findProject, findProjectNamed } from './store/project-store.ts'
import { findToken, saveToken, type TokenRow } from './store/token-store.ts'
import { consumeTrust, findTrust, type TrustRow } from './store/trust-store.ts'
import type { UserRow } from './store/user-store.ts'
import { type Credentials, type DomainRef, refused, type Who, whoIs } from './who-signs-in.ts'

export type WantedScope =
  | { kind: 'default' }
  | { kind: 'unscoped' }
  | { kind: 'system' }
  | { kind: 'trust'; id: string }
  | { kind: 'domain'; domain: DomainRef }
  | { kind: 'project'; id?: string | undefined; name?: string | undefined; domain: DomainRef }

export interface SignIn extends Passcodes {
  tokenSeconds: number
}

/** What somebody shows who signs in, and for what. */
export interface SignInRequest {
  credentials: readonly Credentials[]
  wanted: WantedScope
  /** What they have shown before, where that was not enough. */
  receipt?: string | undefined
}

/** A token; or a receipt, where what was shown is right and not all that the user's rules want together. */
export type SignedIn =
  | { kind: 'token'; secret: string; token: TokenRow }
  | { kind: 'receipt'; user: UserRow; receipt: Receipt & { secret: string }; required: string[][] }

/** Signs in on the scope wanted; every refusal is the same 401. */
export async function signIn(
  deps: SignIn,
  { credentials, wanted, receipt }: SignInRequest,
  from: Origin,
): Promise<SignedIn> {
  const who = await whoIs(deps, credentials, from)
  // Who acts by a trust is not who the token says.
  from.note?.({ user: { id: who.user.id, name: who.user.name } })
  // A credential is for its project, and says so by itself.
  if (who.credential && wanted.kind !== 'default')
    throw unauthorized('An application credential is for its own project: leave the scope out.')
  const before = receipt === undefined ? [] : methodsOfReceipt(deps, receipt, who.user)
  const methods = [...new Set([...before, ...credentials.map(({ method }) => method)])]
  const rules = rulesNotMet(who.user.options, [...methods, ...(who.parent?.methods ?? [])])
  if (rules) return notEnough(deps, who, methods, rules)
  const trust = wanted.kind === 'trust' ? await trustFor(deps, who.user, wanted.id) : undefined
  const scope: Scope = trust
    ? { kind: 'project', projectId: trust.project_id }
    : who.credential
      ? { kind: 'project', projectId: who.credential.project_id }
      : await findScope(deps.db, who.user, wanted as Exclude<WantedScope, { kind: 'trust' }>)
  const { user, parent, parentHash, credential: applicationCredential } = who
  const issue = { user, methods, scope, parent, parentHash, applicationCredential, trust }
  return { kind: 'token', ...(await issueToken(deps, issue)) }
}

function notEnough(deps: SignIn, { user, parent, credential }: Who, methods: string[], rules: string[][]): SignedIn {
  // A receipt forgets what limits these: with it the rest would give a token that lasts longer, or is good for more.
  if (parent || credential)
    throw unauthorized(`This user has to sign in by ${rules.map((rule) => rule.join(' and ')).join(', or by ')}.`)
  const required = rules.filter((rule) => rule.some((method) => methods.includes(method)))
  return { kind: 'receipt', user, receipt: issueReceipt(deps, user, methods), required }
}

/** What a token is issued for. */
export interface Issue {
  user: UserRow
  /** By what they have shown it, besides what the parent was had for. */
  methods: readonly string[]
  scope: Scope
  parent?: TokenRow | undefined
  parentHash?: Buffer | undefined
  applicationCredential?: Pick<ApplicationCredentialRow, 'id' | 'project_id' | 'expires_at'> | undefined
  trust?: TrustRow | undefined
  /** Until when it is good, where that is neither as long as any token nor as long as the parent. */
  until?: Date | undefined
}

/** A token for somebody who has shown who they are; a 401 for one that would be good for nothing. */
export async function issueToken(
  { db, clock, tokenSeconds }: Pick<SignIn, 'db' | 'clock' | 'tokenSeconds'>,
  { user, methods, scope, parent, parentHash, applicationCredential, trust, until }: Issue,
): Promise<{ secret: string; token: TokenRow }> {
  // An EC2 credential names its project itself, and whoever made it through a trust could have named another one of the trustor's.
  for (const { project_id: projectId } of [applicationCredential, trust].filter((limit) => limit !== undefined))
    if (scope.kind !== 'project' || scope.projectId !== projectId) throw refused()
  const issuedAt = clock.now()
  const secret = newTokenSecret()
  const hash = hashOfToken(secret)
  // A token had for a token never outlives it: else one stolen once could be kept alive for ever.
  const ownEnd = until ?? parent?.expires_at ?? new Date(wholeSecond(issuedAt).getTime() + tokenSeconds * 1000)
  const ends = [ownEnd, applicationCredential?.expires_at, trust?.expires_at].filter((end) => end instanceof Date)
  const token = await db.transaction().execute(async (tx) => {
    if (trust && !(await consumeTrust(tx, trust.id))) throw refused()
    const saved = await saveToken(tx, {
      hash,
      userId: trust?.impersonation ? trust.trustor_user_id : user.id,
      signedInId: user.id,
      passwordHash: user.password_hash,
      parentHash,
      scope,
      applicationCredentialId: applicationCredential?.id,
      trustId: trust?.id,
      methods: [...new Set([...(parent?.methods ?? []), ...methods])],
      auditIds: [newAuditId(), ...(parent ? [parent.audit_ids.at(-1)!] : [])],
      issuedAt,
      expiresAt: ends.toSorted((a, b) => a.getTime() - b.getTime())[0]!,
    })
    const found = saved ? await findToken(tx, hash, issuedAt) : undefined
    // Refused inside, so that a trust is not used up for nothing.
    if (!found) throw refused()
    return found
  })
  return { secret, token }
}

/** The trust of this id if it lets `user` act. */
async function trustFor({ db, clock }: Pick<SignIn, 'db' | 'clock'>, user: UserRow, id: string): Promise<TrustRow> {
  const trust = await findTrust(db, id, clock.now())
  if (trust?.trustee_user_id !== user.id) throw refused()
  return trust
}

async function findScope(db: Database, user: UserRow, wanted: Exclude<WantedScope, { kind: 'trust' }>): Promise<Scope> {
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
  if (wanted.kind === 'domain') {
    const found = await findDomainNamed(db, wanted.domain)
    if (!found?.enabled || !(await holdsRole(db, user.id, { kind: 'domain', id: found.id }))) throw refused()
    return { kind: 'domain', domainId: found.id }
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
