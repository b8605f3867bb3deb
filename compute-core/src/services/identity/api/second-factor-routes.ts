import { z } from 'zod'
import { conflict, forbidden, invalid, unauthorized } from '#platform/errors'
import { readAs } from '#platform/service/read-as'
import { isOwnRule, ownSecondFactor, wantsPasscode } from '../domain/mfa-rules.ts'
import { isSecretLongEnough, stepOfPasscode } from '../domain/totp.ts'
import { isPasscode } from '../passcode.ts'
import { equals } from '../domain/list-filter.ts'
import { hashOfToken } from '../domain/token-secret.ts'
import { listCredentials } from '../store/credential-store.ts'
import { addSecondFactor, removeSecondFactor } from '../store/second-factor-store.ts'
import { findUser, type UserRow } from '../store/user-store.ts'
import { text } from './fields.ts'
import type { IdentityDeps } from './identity-deps.ts'
import { ownCredentials } from './policy-targets.ts'
import { type RequestContext, route, routeWithBody } from './route.ts'

const passcode = text(16).min(1)
const setUp = z.object({ second_factor: z.object({ secret: text(1024).min(1), passcode }) })
const takeAway = z.object({ second_factor: z.object({ passcode }) })

const view = z.strictObject({
  second_factor: z.strictObject({
    /** Whether this user cannot sign in by the password alone. */
    enabled: z.boolean(),
    /** Whether an administrator wants it so: the user cannot take it away. */
    demanded: z.boolean(),
    /** Whether the user has anything to make passcodes with. */
    has_secret: z.boolean(),
    /** Whether the user has a password, which a second factor would be the second to. */
    has_password: z.boolean(),
  }),
})

/** A user's own second factor: Keystone's credentials of type totp and rules, which there only administrators write. */
export const secondFactorRoutes = [
  route('GET /v3/kilonova/second-factor', {
    rule: 'identity:list_credentials',
    target: ownCredentials,
    response: view,
    summary: 'Tell whether the caller signs in with a second factor.',
    async handle({ db }, { caller }) {
      return { body: await viewOf(db, await userOf(db, caller.userId)) }
    },
  }),

  routeWithBody('PUT /v3/kilonova/second-factor', readAs(setUp), {
    operation: 'second-factor-set',
    rule: 'identity:create_credential',
    target: ownCredentials,
    response: view,
    summary: 'Give the caller a second factor by a passcode that was made with it; their other sign-ins end.',
    async handle({ db, clock, seal }, context, { second_factor: { secret, passcode } }) {
      assertOneself(context)
      const user = await userOf(db, context.caller.userId)
      if (user.password_hash === null)
        throw forbidden(
          'This user signs in without a password here: a second factor is for whoever checks who they are.',
        )
      if (!isSecretLongEnough(secret))
        throw invalid('It must be at least 128 bits in base32: 26 letters and digits.', 'second_factor.secret')
      const step = stepOfPasscode(secret, passcode, clock.now())
      if (step === undefined)
        throw invalid(
          'The code does not belong to this secret at this time. Check the clock of the device, and enter the newest code.',
          'second_factor.passcode',
        )
      const isOn = wantsPasscode(user.options)
      const added = await addSecondFactor(db, {
        userId: user.id,
        blob: seal.close(secret),
        step,
        rules: isOn ? undefined : ownSecondFactor,
        signIn: hashOfToken(context.token),
      })
      if (!added) throw conflict('There is a second factor already.', 'Remove that one first.')
      return { body: await viewOf(db, await userOf(db, user.id)) }
    },
  }),

  routeWithBody('POST /v3/kilonova/second-factor/removal', readAs(takeAway), {
    operation: 'second-factor-delete',
    rule: 'identity:delete_credential',
    target: ownCredentials,
    response: view,
    summary: 'Take the second factor of the caller away, by a passcode of it.',
    async handle(deps, context, { second_factor: { passcode } }) {
      assertOneself(context)
      const { db } = deps
      const user = await userOf(db, context.caller.userId)
      if (wantsPasscode(user.options) && !isOwnRule(user.options))
        throw forbidden('An administrator wants this user to have a second factor. Ask them to change that.')
      if (!(await isPasscode(deps, { user, said: user.id, passcode }, context)))
        throw invalid('The code is wrong, or was used before. Enter the next one.', 'second_factor.passcode')
      await removeSecondFactor(db, user.id)
      return { body: await viewOf(db, await userOf(db, user.id)) }
    },
  }),
]

/** Refuses what only the person may do: not what they let run in their name. */
function assertOneself({ caller }: RequestContext): void {
  if (caller.delegation)
    throw forbidden('A token of a trust or an application credential cannot change how its user signs in.')
}

async function userOf(db: IdentityDeps['db'], id: string): Promise<UserRow> {
  const user = await findUser(db, id)
  if (!user) throw unauthorized('The user is gone.')
  return user
}

async function viewOf(db: IdentityDeps['db'], { id, options, password_hash: hash }: UserRow) {
  const enabled = wantsPasscode(options)
  const secrets = await listCredentials(db, [equals('user_id', id), equals('type', 'totp')])
  return {
    second_factor: {
      enabled,
      demanded: enabled && !isOwnRule(options),
      has_secret: secrets.length > 0,
      has_password: hash !== null,
    },
  }
}
