import { forbidden, unauthorized } from '#platform/errors'
import type { Database } from '#platform/db/database'
import { attemptAt, type Origin } from './attempt.ts'
import { isPassword } from './domain/password.ts'
import { hashOfToken } from './domain/token-secret.ts'
import { isPasscode, type Passcodes } from './passcode.ts'
import {
  type ApplicationCredentialRow,
  findApplicationCredential,
  listApplicationCredentials,
} from './store/application-credential-store.ts'
import { findToken, type TokenRow } from './store/token-store.ts'
import { findUser, findUserNamed, type UserRow } from './store/user-store.ts'

/** A domain as requests name it. */
export interface DomainRef {
  id?: string | undefined
  name?: string | undefined
}

/** A user as requests name them. */
export interface UserRef {
  id?: string | undefined
  name?: string | undefined
  domain: DomainRef
}

export type Credentials =
  | { method: 'password'; user: UserRef & { password: string } }
  | { method: 'totp'; user: UserRef & { passcode: string } }
  | { method: 'token'; secret: string }
  | {
      method: 'application_credential'
      id?: string | undefined
      name?: string | undefined
      user?: UserRef | undefined
      secret: string
    }

/** Who signs in, and by what. */
export interface Who {
  user: UserRow
  parent?: TokenRow
  parentHash?: Buffer
  credential?: ApplicationCredentialRow
}

// One sentence for every reason, so that nobody learns from a refusal which users and projects exist.
export const refused = () =>
  unauthorized('The user, password or scope is wrong, or the user holds no role there. Check them and sign in again.')

/** The one person whom all of the credentials show; a 401 where one is wrong, or they are of several people. */
export async function whoIs(deps: Passcodes, credentials: readonly Credentials[], from: Origin): Promise<Who> {
  // What is good once comes last: a passcode is not used up beside a wrong password.
  const inOrder = credentials.toSorted((a, b) => Number(a.method === 'totp') - Number(b.method === 'totp'))
  let who: Who | undefined
  for (const one of inOrder) {
    const shown = await whoBy(deps, one, from, who?.user.id)
    if (who && who.user.id !== shown.user.id) throw refused()
    who = { ...who, ...shown }
  }
  if (!who) throw refused()
  return who
}

/** Whom one credential shows; a passcode of somebody else than `expectedId` is not looked at. */
async function whoBy(
  deps: Passcodes,
  credentials: Credentials,
  from: Origin,
  expectedId: string | undefined,
): Promise<Who> {
  const { db, clock, guard } = deps
  if (credentials.method === 'application_credential') return byApplicationCredential(deps, credentials, from)
  if (credentials.method === 'token') return byToken(db, clock.now(), credentials.secret)
  const user = await findNamedUser(db, credentials.user)
  if (expectedId !== undefined && user?.id !== expectedId) throw refused()
  const isRight =
    credentials.method === 'totp'
      ? await isPasscode(deps, { user, said: said(credentials.user), passcode: credentials.user.passcode }, from)
      : await guard.attempt(attemptAt(user, said(credentials.user), from), () =>
          isPassword(credentials.user.password, user?.password_hash),
        )
  if (!user || !isRight || !user.enabled) throw refused()
  return { user }
}

async function byToken(db: Database, now: Date, secret: string): Promise<Who> {
  const parentHash = hashOfToken(secret)
  const parent = await findToken(db, parentHash, now)
  if (parent?.application_credential || parent?.trust)
    throw forbidden(
      'A token of a trust or an application credential cannot be exchanged for another token. Sign in again instead.',
    )
  const user = parent && (await findUser(db, parent.user_id))
  if (!user) throw refused()
  return { user, parent, parentHash }
}

async function byApplicationCredential(
  { db, clock, guard }: Passcodes,
  { id, name, user: named, secret }: Extract<Credentials, { method: 'application_credential' }>,
  from: Origin,
): Promise<Who> {
  const owner = named && (await findNamedUser(db, named))
  const credential =
    id === undefined
      ? owner && (await listApplicationCredentials(db, owner.id)).find((known) => known.name === name)
      : await findApplicationCredential(db, id)
  const user = credential && (await findUser(db, credential.user_id))
  const attempt = attemptAt(user, `application credential ${id ?? name}`, from)
  // Counted apart from the user's password: who guesses at one does not make it harder to sign in by the other.
  const account = `${attempt.account}/application credential ${credential?.id ?? ''}`
  const isRight = await guard.attempt({ ...attempt, account }, () => isPassword(secret, credential?.secret_hash))
  const isOver = credential?.expires_at !== null && credential !== undefined && credential.expires_at <= clock.now()
  if (!credential || !user?.enabled || !isRight || isOver) throw refused()
  return { user, credential }
}

const findNamedUser = (db: Database, { id, name, domain }: UserRef): Promise<UserRow | undefined> =>
  id === undefined ? findUserNamed(db, name ?? '', domain) : findUser(db, id)

const said = ({ id, name, domain }: UserRef): string => `${domain.id ?? domain.name}/${name ?? id}`
