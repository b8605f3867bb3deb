import { z } from 'zod'
import { notFound, unauthorized } from '#platform/errors'
import { parseAs, readJson } from '#platform/http/read-body'
import { hashPassword, isPassword } from '../domain/password.ts'
import { listProjects } from '../store/project-store.ts'
import { findUser, replacePassword } from '../store/user-store.ts'
import { flag, password, text } from './fields.ts'
import type { IdentityApp, IdentityOptions } from './identity-app.ts'
import { listReply } from './list-reply.ts'
import { permit, readsAll } from './policy.ts'
import { showProject } from './project-routes.ts'

const passwordBody = z.object({ user: z.object({ original_password: text(65_535), password }) })

/** What people do with their own account: see where they belong, and change their password. */
export function addAccountRoutes(app: IdentityApp, options: IdentityOptions): void {
  const { db } = options

  app.get('/v3/users/:id/projects', async (c) => {
    const userId = c.req.param('id')
    permit('identity:list_user_projects', readsAll(c.get('caller')) || c.get('caller').userId === userId)
    if (!(await findUser(db, userId))) throw notFound('User', userId)
    const rows = await listProjects(db, { userId, enabled: flag(c, 'enabled'), name: c.req.query('name') })
    return listReply(
      c,
      options,
      'projects',
      rows.map((row) => showProject(c, options, row)),
    )
  })

  app.post('/v3/users/:id/password', async (c) => {
    const userId = c.req.param('id')
    permit('identity:change_password', c.get('caller').userId === userId)
    const { user } = parseAs(passwordBody, await readJson(c))
    const row = await findUser(db, userId)
    const isRight = await isPassword(user.original_password, row?.password_hash)
    if (!row || !isRight) throw unauthorized('The original password is wrong.')
    const changed = await replacePassword(db, userId, row.password_hash, await hashPassword(user.password))
    if (!changed) throw unauthorized('The password was changed meanwhile. Sign in with the new one.')
    return c.body(null, 204)
  })
}
