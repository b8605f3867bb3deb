import { z } from 'zod'
import { forbidden, invalid, notFound } from '#platform/errors'
import { newHexId } from '#platform/ids'
import { readAs } from '#platform/service/read-as'
import { deleteDomain, findDomain, insertDomain, updateDomain } from '../store/domain-store.ts'
import { identityPage } from '../store/listing.ts'
import { domainListing, projectListing } from '../store/listings.ts'
import * as projects from '../store/project-store.ts'
import type { ProjectRow } from '../store/project-store.ts'
import { extraOf, resourceOptions } from './extra-attributes.ts'
import { asFlag, description, id, name, tags } from './fields.ts'
import type { IdentityDeps } from './identity-deps.ts'
import { filterBy, searchable } from './list-filters.ts'
import { inScopeOf, listedDomain, newProject, ownDomain, thisProject } from './policy-targets.ts'
import { type RequestContext, route, routeWithBody } from './route.ts'
import { listed, listOf, nothing } from './view-list.ts'
import { projectView, viewDomainAsProject, viewProject } from './view-project.ts'

const newProjectAttributes = z.looseObject({
  name: name(64),
  domain_id: id.nullable().optional(),
  parent_id: id.nullable().optional(),
  is_domain: z.boolean().optional(),
  description: description.nullable().optional(),
  enabled: z.boolean().optional(),
  tags: tags.optional(),
  options: resourceOptions.optional(),
})
const createBody = z.object({ project: newProjectAttributes })
const updateBody = z.object({ project: newProjectAttributes.partial() })
const response = z.strictObject({ project: projectView })

const filters = searchable('projects', filterBy({ name: 'text', domain_id: 'id', parent_id: 'id', enabled: 'flag' }))

/** Projects: administrators keep them, members see their own. */
export const projectRoutes = [
  route('GET /v3/projects', {
    rule: 'identity:list_projects',
    target: listedDomain,
    query: {
      parameters: {
        ...filters.parameters,
        is_domain: { summary: 'The domains, each as the project that it is, too.' },
        tags: { narrows: 'tags', summary: 'Projects with all of these tags.' },
        'tags-any': { narrows: 'tags', summary: 'Projects with any of these tags.' },
        'not-tags': { summary: 'Projects without all of these tags together.' },
        'not-tags-any': { summary: 'Projects without any of these tags.' },
      },
    },
    response: listOf('projects', projectView),
    summary: 'List projects.',
    async handle({ db, maxLimit }, context) {
      const { one, has } = context.query
      const asked = filters.of(context, maxLimit)
      const scope = inScopeOf(context)
      if (asFlag(one('is_domain'))) {
        if (has('kilonova:q'))
          throw invalid('Domains are not searched as projects. List the domains instead.', 'kilonova:q')
        // A domain is in none, below nothing and without tags.
        const isOfProjects = scope.length > 0 || ['parent_id', 'tags', 'tags-any'].some(has)
        const found = isOfProjects ? nothing(asked) : await identityPage(db, domainListing, asked)
        return listed(context, 'projects', found, viewDomainAsProject)
      }
      const within = projects.tagConditions({
        tags: one('tags')?.split(','),
        tagsAny: one('tags-any')?.split(','),
        notTags: one('not-tags')?.split(','),
        notTagsAny: one('not-tags-any')?.split(','),
      })
      return listed(context, 'projects', await identityPage(db, projectListing, asked, scope, within), viewProject)
    },
  }),

  routeWithBody('POST /v3/projects', readAs(createBody), {
    rule: 'identity:create_project',
    target: newProject,
    success: 201,
    response,
    summary: 'Create a project.',
    async handle({ db }, context, { project }) {
      if (project.is_domain) return { status: 201, body: { project: await createDomain(db, context, project) } }
      const parent = project.parent_id == null ? undefined : await projects.findProject(db, project.parent_id)
      const domainId = project.domain_id ?? parent?.domain_id ?? project.parent_id ?? ownDomain(context.caller)
      if (!(await findDomain(db, domainId))) throw notFound('Domain', domainId)
      const attributes = {
        id: newHexId(),
        domain_id: domainId,
        parent_id: project.parent_id ?? domainId,
        name: project.name,
        description: project.description ?? '',
        enabled: project.enabled ?? true,
        tags: project.tags ?? [],
        options: project.options,
        extra: extraOf(newProjectAttributes, project),
      }
      const insert = attributes.parent_id === domainId ? projects.insertProject : projects.insertSubProject
      const row = await insert(db, attributes)
      return { status: 201, body: { project: viewProject(context, row) } }
    },
  }),

  route('GET /v3/projects/:id', {
    rule: 'identity:get_project',
    target: thisProject,
    query: {
      parameters: {
        parents_as_list: { summary: 'With the projects above it on which the caller holds a role.' },
        parents_as_ids: { summary: 'With the ids above it, its domain at the end.' },
        subtree_as_list: { summary: 'With the projects below it on which the caller holds a role.' },
        subtree_as_ids: { summary: 'With the ids below it.' },
      },
    },
    response,
    summary: 'Show a project.',
    async handle({ db }, context) {
      const projectId = context.params['id']!
      const row = await projects.findProject(db, projectId)
      if (row) return { body: { project: { ...viewProject(context, row), ...(await relativesOf(db, context, row)) } } }
      const domain = await findDomain(db, projectId)
      if (!domain) throw notFound('Project', projectId)
      return { body: { project: viewDomainAsProject(context, domain) } }
    },
  }),

  routeWithBody('PATCH /v3/projects/:id', readAs(updateBody), {
    rule: 'identity:update_project',
    target: thisProject,
    response,
    summary: 'Change a project.',
    async handle({ db }, context, { project }) {
      const projectId = context.params['id']!
      const known = await projects.findProject(db, projectId)
      if (!known) return { body: { project: await changeDomain(db, context, project) } }
      for (const key of ['domain_id', 'parent_id'] as const)
        if (project[key] !== undefined && project[key] !== known[key])
          throw invalid(`A project stays where it is. Leave ${key} out, or create another project.`, `project.${key}`)
      if (project.is_domain)
        throw invalid('A project cannot become a domain. Create a domain instead.', 'project.is_domain')
      const row = await projects.updateProject(db, projectId, changeOf(project))
      if (!row) throw notFound('Project', projectId)
      return { body: { project: viewProject(context, row) } }
    },
  }),

  route('DELETE /v3/projects/:id', {
    rule: 'identity:delete_project',
    target: thisProject,
    success: 204,
    summary: 'Delete a project with its grants and tokens.',
    async handle({ db }, { params }) {
      const projectId = params['id']!
      if (await projects.deleteProject(db, projectId)) return { status: 204 }
      if (!(await findDomain(db, projectId))) throw notFound('Project', projectId)
      if (!(await deleteDomain(db, projectId)))
        throw forbidden(`Project ${projectId} is a domain and enabled. Disable it first.`)
      return { status: 204 }
    },
  }),
]

/** What is above and below a project, as the query asks for it. */
async function relativesOf(db: IdentityDeps['db'], { query, caller, ...context }: RequestContext, row: ProjectRow) {
  for (const kind of ['parents', 'subtree'])
    if (query.has(`${kind}_as_list`) && query.has(`${kind}_as_ids`))
      throw invalid(`${kind}_as_list and ${kind}_as_ids exclude each other.`, `${kind}_as_list`)
  const asked = ['parents_as_list', 'parents_as_ids', 'subtree_as_list', 'subtree_as_ids'].some((name) =>
    query.has(name),
  )
  if (!asked) return {}
  const [above, below] = [await projects.listParents(db, row.id), await projects.listSubtree(db, row.id)]
  const reached = new Set((await projects.listProjectsOfUser(db, caller.userId)).map(({ id }) => id))
  const viewed = (rows: readonly ProjectRow[]) =>
    rows
      .filter(({ id }) => reached.has(id))
      .map((one) => ({ project: viewProject({ query, caller, ...context }, one) }))
  return {
    ...(query.has('parents_as_list') && { parents: viewed(above) }),
    ...(query.has('parents_as_ids') && { parents: chain([...above.map(({ id }) => id), row.domain_id]) }),
    ...(query.has('subtree_as_list') && { subtree: viewed(below) }),
    ...(query.has('subtree_as_ids') && { subtree: treeBelow(row.id, below) }),
  }
}

/** `{a: {b: null}}` for `a`, `b`. */
const chain = (ids: readonly string[]): Record<string, unknown> | null =>
  ids.length === 0 ? null : { [ids[0]!]: chain(ids.slice(1)) }

function treeBelow(id: string, all: readonly ProjectRow[]): Record<string, unknown> | null {
  const children = all.filter(({ parent_id: parentId }) => parentId === id)
  return children.length === 0
    ? null
    : Object.fromEntries(children.map((child) => [child.id, treeBelow(child.id, all)]))
}

type Attributes = z.infer<typeof updateBody>['project']

/** A domain, made through projects: it is in no domain and below nothing. */
async function createDomain(
  db: IdentityDeps['db'],
  context: RequestContext,
  project: z.infer<typeof createBody>['project'],
) {
  if ((project.domain_id ?? project.parent_id ?? null) !== null)
    throw invalid(
      'A domain is in no domain: leave domain_id and parent_id out, or make them null.',
      'project.domain_id',
    )
  if (project.tags?.length) throw invalid('Domains have no tags here: leave them out.', 'project.tags')
  const row = await insertDomain(db, {
    id: newHexId(),
    name: project.name,
    description: project.description ?? '',
    enabled: project.enabled ?? true,
    options: project.options,
    extra: extraOf(newProjectAttributes, project),
  })
  return viewDomainAsProject(context, row)
}

/** Changes the domain of the path through projects. */
async function changeDomain(db: IdentityDeps['db'], context: RequestContext, project: Attributes) {
  const domainId = context.params['id']!
  if (!(await findDomain(db, domainId))) throw notFound('Project', domainId)
  if (project.tags?.length) throw invalid('Domains have no tags here: leave them out.', 'project.tags')
  if (project.domain_id || project.parent_id || project.is_domain === false)
    throw invalid(
      'A domain has no domain_id and no parent_id, and cannot become a project. Leave these fields out.',
      'project.domain_id',
    )
  if (domainId === 'default' && project.enabled === false)
    throw forbidden('The default domain cannot be disabled: nobody could sign in to enable it again.')
  const { tags: _, ...change } = changeOf(project)
  const row = await updateDomain(db, domainId, change)
  if (!row) throw notFound('Project', domainId)
  return viewDomainAsProject(context, row)
}

const changeOf = (project: Attributes) => {
  const { name, description, enabled, tags, options } = project
  return {
    extra: extraOf(newProjectAttributes, project),
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description: description ?? '' }),
    ...(enabled !== undefined && { enabled }),
    ...(tags !== undefined && { tags }),
    ...(options !== undefined && { options }),
  }
}
