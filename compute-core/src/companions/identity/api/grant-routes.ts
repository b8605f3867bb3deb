import { notFound } from '#platform/errors'
import type { CloudContext } from '#platform/http/openstack-app'
import { findDomain } from '../store/domain-store.ts'
import { deleteGrant, listGrantedRoles, saveGrant, type GrantTarget } from '../store/grant-store.ts'
import { findProject } from '../store/project-store.ts'
import { findRole } from '../store/role-store.ts'
import { findUser } from '../store/user-store.ts'
import type { IdentityApp, IdentityOptions } from './identity-app.ts'
import { listReply } from './list-reply.ts'
import { permit, readsAll } from './policy.ts'
import { showRole } from './role-routes.ts'

const targets: Readonly<Record<string, (c: CloudContext) => GrantTarget>> = {
  '/v3/projects/:target/users/:user/roles': (c) => ({ kind: 'project', id: c.req.param('target') ?? '' }),
  '/v3/domains/:target/users/:user/roles': (c) => ({ kind: 'domain', id: c.req.param('target') ?? '' }),
  '/v3/system/users/:user/roles': () => ({ kind: 'system' }),
}

// The paths come from the table above, and with them the type of their parameters is lost.
const named = (c: CloudContext) => ({ user: c.req.param('user') ?? '', role: c.req.param('role') ?? '' })

/** Who holds which role on a project, a domain or the whole system: administrators grant and take back. */
export function addGrantRoutes(app: IdentityApp, options: IdentityOptions): void {
  const { db } = options
  for (const [path, targetOf] of Object.entries(targets)) {
    app.get(path, async (c) => {
      permit('identity:list_grants', readsAll(c.get('caller')))
      const target = targetOf(c)
      const { user: userId } = named(c)
      await known(userId, target)
      const rows = await listGrantedRoles(db, userId, target)
      return listReply(
        c,
        options,
        'roles',
        rows.map((row) => showRole(c, options, row)),
      )
    })

    app.get(`${path}/:role`, async (c) => {
      permit('identity:check_grant', readsAll(c.get('caller')))
      const { user, role } = named(c)
      const granted = await listGrantedRoles(db, user, targetOf(c))
      if (!granted.some(({ id }) => id === role)) throw notFound('A grant of role', role)
      return c.body(null, 204)
    })

    app.put(`${path}/:role`, async (c) => {
      permit('identity:create_grant', c.get('caller').isAdmin)
      const { user, role } = named(c)
      const target = targetOf(c)
      await known(user, target)
      if (!(await findRole(db, role))) throw notFound('Role', role)
      await saveGrant(db, user, role, target)
      return c.body(null, 204)
    })

    app.delete(`${path}/:role`, async (c) => {
      permit('identity:revoke_grant', c.get('caller').isAdmin)
      const { user, role } = named(c)
      if (!(await deleteGrant(db, user, role, targetOf(c)))) throw notFound('A grant of role', role)
      return c.body(null, 204)
    })
  }

  async function known(userId: string, target: GrantTarget): Promise<void> {
    if (!(await findUser(db, userId))) throw notFound('User', userId)
    if (target.kind === 'project' && !(await findProject(db, target.id))) throw notFound('Project', target.id)
    if (target.kind === 'domain' && !(await findDomain(db, target.id))) throw notFound('Domain', target.id)
  }
}
