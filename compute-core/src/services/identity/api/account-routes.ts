import { z } from 'zod'
import { forbidden, notFound, unauthorized } from '#platform/errors'
import { readAs } from '#platform/service/read-as'
import { hashPassword, isPassword } from '../domain/password.ts'
import { hashOfToken } from '../domain/token-secret.ts'
import { attemptAt } from '../attempt.ts'
import { identityPage } from '../store/listing.ts'
import { projectListing } from '../store/listings.ts'
import { isReachedBy } from '../store/project-store.ts'
import { findUser, replacePassword } from '../store/user-store.ts'
import { password, text } from './fields.ts'
import { filterBy, searchable } from './list-filters.ts'
import type { IdentityDeps } from './identity-deps.ts'
import { thisUser } from './policy-targets.ts'
import { type RequestContext, route, routeWithBody } from './route.ts'
import { listed, listOf } from './view-list.ts'
import { projectView, viewProject } from './view-project.ts'

const passwordBody = z.object({ user: z.object({ original_password: text(65_535), password }) })

const filters = searchable('projects', filterBy({ name: 'text', enabled: 'flag' }))

/** What people do with their own account: see where they belong, and change their password. */
export const accountRoutes = [
  route('GET /v3/users/:id/projects', {
    rule: 'identity:list_user_projects',
    target: thisUser,
    query: { parameters: filters.parameters },
    response: listOf('projects', projectView),
    summary: 'List the projects in which a user holds a role.',
    async handle({ db, maxLimit }, context) {
      const userId = context.params['id']!
      if (!(await findUser(db, userId))) throw notFound('User', userId)
      const asked = filters.of(context, maxLimit)
      const found = await identityPage(db, projectListing, asked, [], [isReachedBy(userId)])
      return listed(context, 'projects', found, viewProject)
    },
  }),

  // Keystone asks no rule and no token: whoever knows the original password may, and with none there is nothing to know.
  routeWithBody('POST /v3/users/:id/password', readAs(passwordBody), {
    operation: 'user-password-update',
    isOpen: true,
    success: 204,
    summary: 'Change the password of a user by the original one, which revokes all tokens.',
    async handle(deps, context, { user }) {
      await changePassword(deps, context, context.params['id']!, user)
      // The route is open: nobody else does it for it.
      deps.identity.forgetCallers()
      return { status: 204 }
    },
  }),

  routeWithBody('POST /v3/kilonova/password', readAs(passwordBody), {
    operation: 'own-password-update',
    success: 204,
    summary: 'Change the password of the caller by the original one; their other sign-ins end, this one goes on.',
    async handle(deps, context, { user }) {
      if (context.caller.delegation)
        throw forbidden('A token of a trust or an application credential cannot change how its user signs in.')
      await changePassword(deps, context, context.caller.userId, user, hashOfToken(context.token))
      return { status: 204 }
    },
  }),
]

/** Sets a new password for who knows the original one; all tokens end but those of the sign-in that `kept` belongs to. */
async function changePassword(
  { db, guard }: IdentityDeps,
  context: RequestContext,
  userId: string,
  given: { original_password: string; password: string },
  kept?: Buffer,
): Promise<void> {
  const row = await findUser(db, userId)
  const isRight = await guard.attempt(attemptAt(row, userId, context), () =>
    isPassword(given.original_password, row?.password_hash),
  )
  if (!row?.enabled || !isRight)
    throw unauthorized('The original password is wrong, or the user is unknown or disabled.')
  if ((row.options as Record<string, unknown>)['lock_password'] === true)
    throw forbidden('The password of this user is locked. Ask an administrator to change it.')
  const changed = await replacePassword(db, row.id, row.password_hash, await hashPassword(given.password), kept)
  if (!changed) throw unauthorized('The password was changed meanwhile. Sign in with the new one.')
}
