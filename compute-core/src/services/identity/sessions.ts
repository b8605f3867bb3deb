import type { Clock } from '#platform/clock'
import { CloudError } from '#platform/errors'
import type { Database } from '#platform/db/database'
import { equals } from './domain/list-filter.ts'
import { hashOfToken } from './domain/token-secret.ts'
import type { Identity } from './identity-service.ts'
import { wholeSecond } from './domain/whole-second.ts'
import { issueToken } from './sign-in.ts'
import { listDomains } from './store/domain-store.ts'
import { deleteTokensOfSignIn, findToken, isScoped } from './store/token-store.ts'
import { findUser } from './store/user-store.ts'

/** A token and until when it is good. */
export interface IssuedToken {
  token: string
  expiresAt: Date
}

/** What the dashboard may do with the tokens of people who are signed in to it, and clients of the APIs may not. */
export interface Sessions {
  /**
   * A fresh unscoped token of the same person, had by the same methods, for an unscoped one that is still good; that one stays good until
   * its own end. Undefined where nothing is gained: the person is gone or disabled, the token is over or is no person's own, or the
   * session has reached its longest, `signedInAt` and `session_hours`.
   */
  renewToken(token: string, session: { signedInAt: Date }): Promise<IssuedToken | undefined>
  /** Ends a sign-in: this token, those that renewed it and those that were had for any of them. Of one that is over already nothing is left. */
  endSession(token: string): Promise<void>
  /** Whether people have to say to which domain they belong. */
  hasSeveralDomains(): Promise<boolean>
}

/** The sessions of the dashboard over the tokens of identity. */
export function sessions(deps: {
  db: Database
  clock: Clock
  identity: Identity
  tokenSeconds: number
  sessionSeconds: number
}): Sessions {
  const { db, clock, identity, tokenSeconds, sessionSeconds } = deps
  return {
    async renewToken(secret, { signedInAt }) {
      const hash = hashOfToken(secret)
      const now = clock.now()
      const parent = await findToken(db, hash, now)
      if (!parent || isScoped(parent) || parent.application_credential || parent.trust) return undefined
      const until = new Date(
        Math.min(
          wholeSecond(now).getTime() + tokenSeconds * 1000,
          wholeSecond(signedInAt).getTime() + sessionSeconds * 1000,
        ),
      )
      const user = until > parent.expires_at ? await findUser(db, parent.user_id) : undefined
      if (!user) return undefined
      const issue = { user, methods: [], scope: { kind: 'unscoped' }, parent, parentHash: hash, until } as const
      const issued = await issueToken(deps, issue).catch(undefinedWhereRefused)
      return issued && { token: issued.secret, expiresAt: issued.token.expires_at }
    },
    async endSession(secret) {
      await deleteTokensOfSignIn(db, hashOfToken(secret))
      identity.forgetCallers()
    },
    hasSeveralDomains: async () => (await listDomains(db, [equals('enabled', true)])).length > 1,
  }
}

/** Refused where the person was disabled, or got another password, or the token was revoked meanwhile. */
function undefinedWhereRefused(error: unknown): undefined {
  if (!(error instanceof CloudError && error.failure.kind === 'unauthorized')) throw error
}
