import { invalid, notFound } from '#platform/errors'
import type { Query } from '#platform/service/query-rule'
import { markerOfAssignment } from '../domain/assignment-marker.ts'
import { type GrantTarget, assignmentPage } from '../store/grant-store.ts'
import { findProject, listSubtree } from '../store/project-store.ts'
import { asFlag } from './fields.ts'
import { filterBy, searchable } from './list-filters.ts'
import { thisProject } from './policy-targets.ts'
import { route } from './route.ts'
import { assignmentView, viewAssignment } from './view-assignment.ts'
import { listed, listOf, nothing } from './view-list.ts'

const filters = searchable('role_assignments', filterBy({}))

/** Every grant of the cloud, by user, role and scope. */
export const roleAssignmentRoutes = [
  route('GET /v3/role_assignments', {
    query: {
      parameters: {
        ...filters.parameters,
        'user.id': { narrows: 'user.id' },
        'role.id': { narrows: 'role.id' },
        'group.id': { narrows: 'group.id' },
        'scope.project.id': { narrows: 'scope.project.id' },
        'scope.domain.id': { narrows: 'scope.domain.id' },
        'scope.system': { summary: 'Grants on the whole system.' },
        'scope.OS-INHERIT:inherited_to': { summary: 'With projects, only inherited grants, of which there are none.' },
        effective: {
          summary: 'By users in the place of their groups, and with the roles that the granted ones imply.',
        },
        include_names: { summary: 'With the names of all that is told of.' },
        include_subtree: { summary: 'With the projects below the one of the scope.' },
      },
    },
    response: listOf('role_assignments', assignmentView),
    summary: 'List who is granted which role where.',
    async handle({ db, maxLimit }, context) {
      const { query } = context
      const forTree = asFlag(query.one('include_subtree')) ?? false
      const rule = forTree ? 'identity:list_role_assignments_for_tree' : 'identity:list_role_assignments'
      const filter = filterOf(query, forTree)
      const { scopeDomain, projectId } = context.caller
      // A tree is asked about in the domain of its project, a list in that of the token.
      const top = forTree ? await findProject(db, query.one('scope.project.id')!) : undefined
      context.permit(rule, {
        projectId,
        attributes: { 'target.domain_id': forTree ? top?.domain_id : scopeDomain?.id },
      })
      const asked = filters.of(context, maxLimit, true)
      const within = {
        ...filter,
        projectsBelow: top && (await listSubtree(db, top.id)).map(({ id }) => id),
        withinDomain: scopeDomain?.id,
      }
      const found = isForInherited(query) ? nothing(asked) : await assignmentPage(db, within, asked)
      const named = asFlag(query.one('include_names')) ?? false
      return listed(
        context,
        'role_assignments',
        found,
        (_, row) => viewAssignment(context, row, named),
        markerOfAssignment,
      )
    },
  }),
]

/** Who has which roles in a project, for those who manage it: Keystone tells it to whom a whole domain or the system is open. */
export const projectMemberRoutes = [
  route('GET /v3/kilonova/projects/:id/role_assignments', {
    rule: 'kilonova:project-role-assignments:list',
    target: thisProject,
    query: { parameters: filters.parameters },
    response: listOf('role_assignments', assignmentView),
    summary: 'List who is granted which role in one project, with their names.',
    async handle({ db, maxLimit }, context) {
      const id = context.params['id']!
      if (!(await findProject(db, id))) throw notFound('Project', id)
      const found = await assignmentPage(
        db,
        { target: { kind: 'project', id }, effective: false },
        filters.of(context, maxLimit, true),
      )
      return listed(
        context,
        'role_assignments',
        found,
        (_, row) => viewAssignment(context, row, true),
        markerOfAssignment,
      )
    },
  }),
]

/** No grant is inherited here, so whoever asks for those gets none. */
const isForInherited = (query: Query): boolean => query.one('scope.OS-INHERIT:inherited_to') === 'projects'

function filterOf(query: Query, forTree: boolean) {
  const effective = asFlag(query.one('effective')) ?? false
  if (effective && query.has('group.id'))
    throw invalid(
      'group.id and effective exclude each other: with effective, users stand in the place of their groups.',
    )
  if (forTree && !query.has('scope.project.id'))
    throw invalid('include_subtree needs the project above: give scope.project.id.', 'scope.project.id')
  return {
    userId: query.one('user.id'),
    groupId: query.one('group.id'),
    roleId: query.one('role.id'),
    target: targetOf(query),
    effective,
  }
}

function targetOf(query: Query): GrantTarget | undefined {
  const scopes = ['scope.project.id', 'scope.domain.id', 'scope.system'].filter((name) => query.has(name))
  if (scopes.length > 1) throw invalid('Filter by one scope: scope.project.id, scope.domain.id or scope.system.')
  const [project, domain] = [query.one('scope.project.id'), query.one('scope.domain.id')]
  if (project !== undefined) return { kind: 'project', id: project }
  if (domain !== undefined) return { kind: 'domain', id: domain }
  return query.has('scope.system') ? { kind: 'system' } : undefined
}
