import { z } from 'zod'
import { invalid, notFound } from '#platform/errors'
import { newId } from '#platform/ids'
import {
  deleteServerTemplate,
  findServerTemplate,
  insertServerTemplate,
  listServerTemplates,
  type ServerTemplate,
  type ServerTemplateRow,
  updateServerTemplate,
} from '#store/server-template-store'
import type { ComputeDeps } from '../../compute-deps.ts'
import { type RequestContext, route, routeWithBody } from '../../route.ts'
import { readNewTemplate, readTemplateChanges } from './read-server-template.ts'
import {
  type BriefServerTemplateView,
  briefServerTemplateSchema,
  serverTemplateSchema,
  type ServerTemplateView,
} from './server-template-schema.ts'

const path = '/kilonova/server-templates'

/** How many templates a project can have: all of them are one page. */
export const mostTemplates = 100

const oneTemplate = z.strictObject({ server_template: serverTemplateSchema })

/** Requests for servers that a project keeps under a name, for everybody in it to begin with. */
export const serverTemplateRoutes = [
  route(`GET ${path}`, {
    rule: 'kilonova:server-templates:list',
    response: z.strictObject({ server_templates: z.array(briefServerTemplateSchema) }),
    summary: 'Lists the server templates of the project by name, without their requests.',
    async handle(api, context) {
      const templates = await listServerTemplates(api.db, ownProject(context))
      const names = await api.identity.namesOf(
        'user',
        templates.map(({ userId }) => userId),
      )
      return { body: { server_templates: templates.map((template) => viewBrief(template, names, context)) } }
    },
  }),
  routeWithBody(`POST ${path}`, readNewTemplate, {
    rule: 'kilonova:server-templates:create',
    success: 201,
    response: oneTemplate,
    summary: 'Keeps a request for servers as a template of the project.',
    async handle(api, context, { name, request }) {
      const id = newId<string>()
      const template = { id, projectId: ownProject(context), userId: context.caller.userId, name, request }
      await insertServerTemplate(api.db, template, mostTemplates)
      return { status: 201, body: { server_template: await show(api, context, id) } }
    },
  }),
  route(`GET ${path}/:template`, {
    response: oneTemplate,
    summary: 'Shows a server template with its request.',
    async handle(api, context) {
      const { id } = await ownTemplate(api, context, 'kilonova:server-templates:show')
      return { body: { server_template: await show(api, context, id) } }
    },
  }),
  routeWithBody(`PUT ${path}/:template`, readTemplateChanges, {
    response: oneTemplate,
    summary: 'Renames a server template, or overwrites what it asks for.',
    async handle(api, context, changes) {
      const template = await ownTemplate(api, context, 'kilonova:server-templates:update')
      await updateServerTemplate(api.db, template, changes)
      return { body: { server_template: await show(api, context, template.id) } }
    },
  }),
  route(`DELETE ${path}/:template`, {
    success: 204,
    summary: 'Deletes a server template; servers made from it stay.',
    async handle(api, context) {
      const { id } = await ownTemplate(api, context, 'kilonova:server-templates:delete')
      await deleteServerTemplate(api.db, id)
      return { status: 204 }
    },
  }),
]

type TemplateRule = `kilonova:server-templates:${'show' | 'update' | 'delete'}`

function ownProject({ caller }: RequestContext): string {
  if (caller.projectId === null) throw invalid('The token is for no project. Ask with a token of a project.')
  return caller.projectId
}

/** The template that the address names, where it is of the caller's project: another project's is not found, also by administrators. */
async function ownTemplate({ db }: ComputeDeps, context: RequestContext, rule: TemplateRule): Promise<ServerTemplate> {
  const id = context.params['template']!
  const template = await findServerTemplate(db, id)
  if (!template || template.projectId !== context.caller.projectId) throw notFound('Server template', id)
  context.permit(rule, template)
  return template
}

async function show(api: ComputeDeps, context: RequestContext, id: string): Promise<ServerTemplateView> {
  const template = await findServerTemplate(api.db, id)
  if (!template) throw notFound('Server template', id)
  const names = await api.identity.namesOf('user', [template.userId])
  return {
    ...viewBrief(template, names, context),
    request: template.request as ServerTemplateView['request'],
  }
}

const viewBrief = (
  template: ServerTemplateRow,
  names: ReadonlyMap<string, string>,
  { may }: RequestContext,
): BriefServerTemplateView => ({
  id: template.id,
  name: template.name,
  project_id: template.projectId,
  user_id: template.userId,
  user_name: names.get(template.userId) ?? null,
  revision: template.revision,
  created_at: template.createdAt.toISOString(),
  updated_at: template.updatedAt.toISOString(),
  may_update: may('kilonova:server-templates:update', template),
  may_delete: may('kilonova:server-templates:delete', template),
})
