import { z } from 'zod'
import { notFound, unauthorized } from '#platform/errors'
import type { CloudContext } from '#platform/http/openstack-app'
import { parseAs, readJson } from '#platform/http/read-body'
import { newHexId } from '#platform/ids'
import { hashPassword, isPassword } from '../domain/password.ts'
import { findDomain } from '../store/domain-store.ts'
import { findProject, listProjects } from '../store/project-store.ts'
import * as users from '../store/user-store.ts'
import { description, flag, id, name, password, text } from './fields.ts'
import type { IdentityApp, IdentityOptions } from './identity-app.ts'
import { listReply, withSelf } from './list-reply.ts'
import { permit, readsAll } from './policy.ts'
import { showProject } from './project-routes.ts'

const changeable = {
  password: password.nullable().optional(),
  default_project_id: id.nullable().optional(),
  email: text(255).nullable().optional(),
  description: description.nullable().optional(),
  enabled: z.boolean().optional(),
}
const createBody = z.object({ user: z.object({ name: name(255), domain_id: id.optional(), ...changeable }) })
const updateBody = z.object({ user: z.object({ name: name(255).optional(), ...changeable }) })
const passwordBody = z.object({ user: z.object({ original_password: text(65_535), password }) })

/** A user as Keystone shows one; the password never is. */
const showUser = (c: CloudContext, options: IdentityOptions, row: users.UserRow) => {
  const { password_hash: _, created_at: _at, email, default_project_id: projectId, ...user } = row
  return withSelf(c, options, 'users', {
    ...user,
    ...(email !== null && { email }),
    ...(projectId !== null && { default_project_id: projectId }),
    password_expires_at: null,
    options: {},
  })
}

/** Users: administrators keep them, everybody sees themselves and changes their own password. */
export function addUserRoutes(app: IdentityApp, options: IdentityOptions): void {
  const { db } = options

  app.get('/v3/users', async (c) => {
    permit('identity:list_users', readsAll(c.get('caller')))
    const { name, domain_id: domainId } = c.req.query()
    const rows = await users.listUsers(db, { name, domainId, enabled: flag(c, 'enabled') })
    return listReply(
      c,
      options,
      'users',
      rows.map((row) => showUser(c, options, row)),
    )
  })

  app.post('/v3/users', async (c) => {
    permit('identity:create_user', c.get('caller').isAdmin)
    const { user } = parseAs(createBody, await readJson(c))
    const domainId = user.domain_id ?? c.get('caller').domain.id
    if (!(await findDomain(db, domainId))) throw notFound('Domain', domainId)
    const change = await changeOf(options, user)
    const row = await users.insertUser(db, { ...change, id: newHexId(), domain_id: domainId, name: user.name })
    return c.json({ user: showUser(c, options, row) }, 201)
  })

  app.get('/v3/users/:id', async (c) => {
    const userId = c.req.param('id')
    permit('identity:get_user', readsAll(c.get('caller')) || c.get('caller').userId === userId)
    const row = await users.findUser(db, userId)
    if (!row) throw notFound('User', userId)
    return c.json({ user: showUser(c, options, row) })
  })

  app.patch('/v3/users/:id', async (c) => {
    permit('identity:update_user', c.get('caller').isAdmin)
    const { user } = parseAs(updateBody, await readJson(c))
    const row = await users.updateUser(db, c.req.param('id'), await changeOf(options, user))
    if (!row) throw notFound('User', c.req.param('id'))
    return c.json({ user: showUser(c, options, row) })
  })

  app.delete('/v3/users/:id', async (c) => {
    permit('identity:delete_user', c.get('caller').isAdmin)
    if (!(await users.deleteUser(db, c.req.param('id')))) throw notFound('User', c.req.param('id'))
    return c.body(null, 204)
  })

  app.get('/v3/users/:id/projects', async (c) => {
    const userId = c.req.param('id')
    permit('identity:list_user_projects', readsAll(c.get('caller')) || c.get('caller').userId === userId)
    if (!(await users.findUser(db, userId))) throw notFound('User', userId)
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
    const row = await users.findUser(db, userId)
    const isRight = await isPassword(user.original_password, row?.password_hash)
    if (!row || !isRight) throw unauthorized('The original password is wrong.')
    const changed = await users.replacePassword(db, userId, row.password_hash, await hashPassword(user.password))
    if (!changed) throw unauthorized('The password was changed meanwhile. Sign in with the new one.')
    return c.body(null, 204)
  })
}

async function changeOf({ db }: IdentityOptions, given: z.infer<typeof updateBody>['user']) {
  const { password, default_project_id: projectId, name, email, description, enabled } = given
  if (projectId && !(await findProject(db, projectId))) throw notFound('Project', projectId)
  return {
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    ...(description !== undefined && { description: description ?? '' }),
    ...(enabled !== undefined && { enabled }),
    ...(projectId !== undefined && { default_project_id: projectId }),
    ...(password !== undefined && { password_hash: password === null ? null : await hashPassword(password) }),
  }
}
