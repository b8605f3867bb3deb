import { invalid } from '#platform/errors'
import type { CloudContext } from '#platform/http/openstack-app'
import { listAssignments, type AssignmentRow, type GrantTarget } from '../store/grant-store.ts'
import { flag } from './fields.ts'
import { linkTo, type IdentityApp, type IdentityOptions } from './identity-app.ts'
import { listReply } from './list-reply.ts'
import { permit, readsAll } from './policy.ts'

/** Every grant of the cloud, by user, role and scope. */
export function addRoleAssignmentRoutes(app: IdentityApp, options: IdentityOptions): void {
  app.get('/v3/role_assignments', async (c) => {
    permit('identity:list_role_assignments', readsAll(c.get('caller')))
    const effective = flag(c, 'effective') ?? false
    if (c.req.query('group.id') !== undefined) {
      if (effective) throw invalid('group.id and effective exclude each other: groups hold nothing themselves.')
      return listReply(c, options, 'role_assignments', [])
    }
    const rows = await listAssignments(options.db, {
      userId: c.req.query('user.id'),
      roleId: c.req.query('role.id'),
      target: targetOf(c),
      effective,
    })
    const named = flag(c, 'include_names') ?? false
    return listReply(
      c,
      options,
      'role_assignments',
      rows.map((row) => showAssignment(c, options, row, named)),
    )
  })
}

function targetOf(c: CloudContext): GrantTarget | undefined {
  const { 'scope.project.id': projectId, 'scope.domain.id': domainId, 'scope.system': system } = c.req.query()
  const given = [projectId, domainId, system].filter((value) => value !== undefined)
  if (given.length > 1) throw invalid('Filter by one scope: scope.project.id, scope.domain.id or scope.system.')
  if (projectId !== undefined) return { kind: 'project', id: projectId }
  if (domainId !== undefined) return { kind: 'domain', id: domainId }
  return system === undefined ? undefined : { kind: 'system' }
}

function showAssignment(c: CloudContext, options: IdentityOptions, row: AssignmentRow, named: boolean) {
  const withNames = (names: object) => (named ? names : {})
  const domainOf = (id: string | null, name: string | null) => ({ domain: { id, name } })
  const userDomain = domainOf(row.user_domain_id, row.user_domain_name)
  const { path, scope } = scopeOf()
  return {
    role: { id: row.role_id, ...withNames({ name: row.role_name }) },
    user: { id: row.user_id, ...withNames({ name: row.user_name, ...userDomain }) },
    scope,
    links: { assignment: linkTo(c, options, `${path}/users/${row.user_id}/roles/${row.role_id}`) },
  }

  function scopeOf() {
    if (row.on_system) return { path: '/system', scope: { system: { all: true } } }
    if (row.domain_id !== null)
      return {
        path: `/domains/${row.domain_id}`,
        scope: { domain: { id: row.domain_id, ...withNames({ name: row.domain_name }) } },
      }
    const projectDomain = domainOf(row.project_domain_id, row.project_domain_name)
    return {
      path: `/projects/${row.project_id}`,
      scope: { project: { id: row.project_id, ...withNames({ name: row.project_name, ...projectDomain }) } },
    }
  }
}
