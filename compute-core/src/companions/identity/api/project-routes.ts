import { z } from 'zod'
import { invalid, notFound } from '#platform/errors'
import type { CloudContext } from '#platform/http/openstack-app'
import { parseAs, readJson } from '#platform/http/read-body'
import { newHexId } from '#platform/ids'
import { findDomain } from '../store/domain-store.ts'
import { holdsRole } from '../store/grant-store.ts'
import * as projects from '../store/project-store.ts'
import { description, flag, id, name, text } from './fields.ts'
import type { IdentityApp, IdentityOptions } from './identity-app.ts'
import { listReply, withSelf } from './list-reply.ts'
import { permit, readsAll } from './policy.ts'

const tags = z
  .array(
    text(255)
      .min(1)
      .regex(/^[^,/]*$/, 'A tag has no comma and no slash.'),
  )
  .max(80)
const changeable = {
  description: description.nullable().optional(),
  enabled: z.boolean().optional(),
  tags: tags.optional(),
}
const createBody = z.object({
  project: z.object({
    name: name(64),
    domain_id: id.optional(),
    parent_id: id.nullable().optional(),
    is_domain: z.boolean().optional(),
    ...changeable,
  }),
})
const updateBody = z.object({ project: z.object({ name: name(64).optional(), ...changeable }) })

/** A project as Keystone shows it. */
export const showProject = (c: CloudContext, options: IdentityOptions, row: projects.ProjectRow) => {
  const { created_at: _, ...project } = row
  return withSelf(c, options, 'projects', { ...project, is_domain: false, options: {} })
}

/** Projects: administrators keep them, members see their own. */
export function addProjectRoutes(app: IdentityApp, options: IdentityOptions): void {
  const { db } = options

  app.get('/v3/projects', async (c) => {
    permit('identity:list_projects', readsAll(c.get('caller')))
    const { name, domain_id: domainId, parent_id: parentId, tags } = c.req.query()
    if (flag(c, 'is_domain')) return listReply(c, options, 'projects', [])
    const rows = await projects.listProjects(db, {
      name,
      domainId,
      parentId,
      enabled: flag(c, 'enabled'),
      tags: tags?.split(','),
    })
    return listReply(
      c,
      options,
      'projects',
      rows.map((row) => showProject(c, options, row)),
    )
  })

  app.post('/v3/projects', async (c) => {
    permit('identity:create_project', c.get('caller').isAdmin)
    const { project } = parseAs(createBody, await readJson(c))
    const domainId = project.domain_id ?? c.get('caller').domain.id
    if (project.is_domain) throw invalid('A project cannot act as a domain here. Create one with POST /v3/domains.')
    if (!(await findDomain(db, domainId))) throw notFound('Domain', domainId)
    if ((project.parent_id ?? domainId) !== domainId)
      throw invalid('Projects have no sub-projects here: leave parent_id out, or give the domain.', 'project.parent_id')
    const row = await projects.insertProject(db, {
      id: newHexId(),
      domain_id: domainId,
      parent_id: domainId,
      name: project.name,
      description: project.description ?? '',
      enabled: project.enabled ?? true,
      tags: project.tags ?? [],
    })
    return c.json({ project: showProject(c, options, row) }, 201)
  })

  app.get('/v3/projects/:id', async (c) => {
    const projectId = c.req.param('id')
    const caller = c.get('caller')
    const own =
      caller.projectId === projectId || (await holdsRole(db, caller.userId, { kind: 'project', id: projectId }))
    // 403 before 404: who may not see a project does not learn whether it exists.
    permit('identity:get_project', own || readsAll(caller))
    const row = await projects.findProject(db, projectId)
    if (!row) throw notFound('Project', projectId)
    return c.json({ project: showProject(c, options, row) })
  })

  app.patch('/v3/projects/:id', async (c) => {
    permit('identity:update_project', c.get('caller').isAdmin)
    const { project } = parseAs(updateBody, await readJson(c))
    const row = await projects.updateProject(db, c.req.param('id'), changeOf(project))
    if (!row) throw notFound('Project', c.req.param('id'))
    return c.json({ project: showProject(c, options, row) })
  })

  app.delete('/v3/projects/:id', async (c) => {
    permit('identity:delete_project', c.get('caller').isAdmin)
    if (!(await projects.deleteProject(db, c.req.param('id')))) throw notFound('Project', c.req.param('id'))
    return c.body(null, 204)
  })
}

const changeOf = ({ name, description, enabled, tags }: z.infer<typeof updateBody>['project']) => ({
  ...(name !== undefined && { name }),
  ...(description !== undefined && { description: description ?? '' }),
  ...(enabled !== undefined && { enabled }),
  ...(tags !== undefined && { tags }),
})
