import { z } from 'zod'
import { notFound } from '#platform/errors'
import type { CloudContext } from '#platform/http/openstack-app'
import { parseAs, readJson } from '#platform/http/read-body'
import { newHexId } from '#platform/ids'
import { hashPassword } from '../domain/password.ts'
import { findDomain } from '../store/domain-store.ts'
import { findProject } from '../store/project-store.ts'
import * as users from '../store/user-store.ts'
import { description, flag, id, name, password, text } from './fields.ts'
import type { IdentityApp, IdentityOptions } from './identity-app.ts'
import { listReply, withSelf } from './list-reply.ts'
import { permit, readsAll } from './policy.ts'

const changeable = {
  password: password.nullable().optional(),
  default_project_id: id.nullable().optional(),
  email: text(255).nullable().optional(),
  description: description.nullable().optional(),
  enabled: z.boolean().optional(),
}
const createBody = z.object({ user: z.object({ name: name(255), domain_id: id.optional(), ...changeable }) })
const updateBody = z.object({ user: z.object({ name: name(255).optional(), ...changeable }) })

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

/** Users: administrators keep them, everybody sees themselves. */
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
