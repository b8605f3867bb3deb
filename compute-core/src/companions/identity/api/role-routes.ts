import { z } from 'zod'
import { forbidden, notFound } from '#platform/errors'
import { parseAs, readJson } from '#platform/http/read-body'
import { newHexId } from '#platform/ids'
import { isDefaultRole } from '../domain/default-roles.ts'
import * as roles from '../store/role-store.ts'
import { description, name } from './fields.ts'
import type { IdentityApp, IdentityOptions } from './identity-app.ts'
import { listReply, withSelf } from './list-reply.ts'
import { permit, readsAll } from './policy.ts'
import type { CloudContext } from '#platform/http/openstack-app'

const createBody = z.object({ role: z.object({ name: name(255), description: description.nullable().optional() }) })
const updateBody = z.object({ role: createBody.shape.role.partial() })

/** A role as Keystone shows it. */
export const showRole = (c: CloudContext, options: IdentityOptions, row: roles.RoleRow) =>
  withSelf(c, options, 'roles', {
    ...row,
    domain_id: null,
    options: isDefaultRole(row.name) ? { immutable: true } : {},
  })

/** Roles: administrators keep their own beside the cloud's five. */
export function addRoleRoutes(app: IdentityApp, options: IdentityOptions): void {
  const { db } = options

  app.get('/v3/roles', async (c) => {
    permit('identity:list_roles', readsAll(c.get('caller')))
    // Roles of a domain do not exist here: asked for them, there are none.
    const rows = c.req.query('domain_id') ? [] : await roles.listRoles(db, c.req.query('name'))
    return listReply(
      c,
      options,
      'roles',
      rows.map((row) => showRole(c, options, row)),
    )
  })

  app.post('/v3/roles', async (c) => {
    permit('identity:create_role', c.get('caller').isAdmin)
    const { role } = parseAs(createBody, await readJson(c))
    const row = await roles.insertRole(db, { id: newHexId(), name: role.name, description: role.description ?? '' })
    return c.json({ role: showRole(c, options, row) }, 201)
  })

  app.get('/v3/roles/:id', async (c) => {
    permit('identity:get_role', readsAll(c.get('caller')))
    return c.json({ role: showRole(c, options, await known(c.req.param('id'))) })
  })

  app.patch('/v3/roles/:id', async (c) => {
    permit('identity:update_role', c.get('caller').isAdmin)
    const { role } = parseAs(updateBody, await readJson(c))
    refuseDefault(await known(c.req.param('id')))
    const row = await roles.updateRole(db, c.req.param('id'), {
      ...(role.name !== undefined && { name: role.name }),
      ...(role.description !== undefined && { description: role.description ?? '' }),
    })
    if (!row) throw notFound('Role', c.req.param('id'))
    return c.json({ role: showRole(c, options, row) })
  })

  app.delete('/v3/roles/:id', async (c) => {
    permit('identity:delete_role', c.get('caller').isAdmin)
    refuseDefault(await known(c.req.param('id')))
    await roles.deleteRole(db, c.req.param('id'))
    return c.body(null, 204)
  })

  app.get('/v3/role_inferences', async (c) => {
    permit('identity:list_role_inference_rules', readsAll(c.get('caller')))
    const named = new Map((await roles.listRoles(db, undefined)).map((row) => [row.id, showRole(c, options, row)]))
    const byPrior = Map.groupBy(await roles.listImplications(db), (rule) => rule.role_id)
    const inferences = [...byPrior].map(([prior, rules]) => ({
      prior_role: named.get(prior),
      implies: rules.map((rule) => named.get(rule.implied_id)),
    }))
    return listReply(c, options, 'role_inferences', inferences)
  })

  async function known(id: string): Promise<roles.RoleRow> {
    const row = await roles.findRole(db, id)
    if (!row) throw notFound('Role', id)
    return row
  }
}

function refuseDefault(role: roles.RoleRow): void {
  if (isDefaultRole(role.name))
    throw forbidden(`The role ${role.name} belongs to the cloud and stays as it is. Create a role of your own instead.`)
}
