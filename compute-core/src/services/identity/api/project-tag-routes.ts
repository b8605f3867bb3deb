import { z } from 'zod'
import { invalid, notFound } from '#platform/errors'
import { parseBody, readAs } from '#platform/service/read-as'
import { addTag, findProject, removeTag, updateProject } from '../store/project-store.ts'
import { tag, tags } from './fields.ts'
import type { IdentityDeps } from './identity-deps.ts'
import { thisProject } from './policy-targets.ts'
import { type RequestContext, route, routeWithBody } from './route.ts'

const tagsBody = z.object({ tags })
const response = z.strictObject({ tags: z.array(z.string()) })

/** The tags of a project. */
export const projectTagRoutes = [
  route('GET /v3/projects/:id/tags', {
    rule: 'identity:list_project_tags',
    target: thisProject,
    response,
    summary: 'List the tags of a project.',
    handle: async (deps, context) => ({ body: { tags: (await projectOf(deps, context)).tags } }),
  }),

  routeWithBody('PUT /v3/projects/:id/tags', readAs(tagsBody), {
    rule: 'identity:update_project_tags',
    target: thisProject,
    response,
    summary: 'Replace the tags of a project.',
    async handle(deps, context, { tags }) {
      const { id } = await projectOf(deps, context)
      const project = await updateProject(deps.db, id, { tags })
      return { body: { tags: project?.tags ?? [] } }
    },
  }),

  route('DELETE /v3/projects/:id/tags', {
    rule: 'identity:delete_project_tags',
    target: thisProject,
    success: 204,
    summary: 'Remove all tags of a project.',
    async handle(deps, context) {
      const { id } = await projectOf(deps, context)
      await updateProject(deps.db, id, { tags: [] })
      return { status: 204 }
    },
  }),

  route('GET /v3/projects/:id/tags/:tag', {
    rule: 'identity:get_project_tag',
    target: thisProject,
    success: 204,
    summary: 'Check that a project has a tag.',
    async handle(deps, context) {
      const { tags } = await projectOf(deps, context)
      if (!tags.includes(context.params['tag']!)) throw notFound('Tag', context.params['tag']!)
      return { status: 204 }
    },
  }),

  route('PUT /v3/projects/:id/tags/:tag', {
    rule: 'identity:create_project_tag',
    target: thisProject,
    success: 201,
    summary: 'Add a tag to a project.',
    async handle(deps, context) {
      const { id } = await projectOf(deps, context)
      const added = await addTag(deps.db, id, parseBody(tag, context.params['tag']))
      if (!added) throw invalid('A project has at most 80 tags. Remove one first.')
      return { status: 201 }
    },
  }),

  route('DELETE /v3/projects/:id/tags/:tag', {
    rule: 'identity:delete_project_tag',
    target: thisProject,
    success: 204,
    summary: 'Remove a tag of a project.',
    async handle(deps, context) {
      const { id } = await projectOf(deps, context)
      const removed = await removeTag(deps.db, id, context.params['tag']!)
      if (!removed) throw notFound('Tag', context.params['tag']!)
      return { status: 204 }
    },
  }),
]

async function projectOf({ db }: IdentityDeps, { params }: RequestContext) {
  const project = await findProject(db, params['id']!)
  if (!project) throw notFound('Project', params['id']!)
  return project
}
