import { queryOptions } from '@tanstack/react-query'
import type { BriefServerTemplateView } from '@kilonova/compute-core/api/kilonova/server-templates/server-template-schema'
import { api } from '#shared/api'
import { RefusalError, type Bff } from '#shared/bff'
import type { TemplateRequest } from './server-request.ts'

export type { BriefServerTemplateView }

/** A template with what it asks for. */
export interface Template extends BriefServerTemplateView {
  request: TemplateRequest
}

export const templatesPath = '/kilonova/server-templates'
export const templatePath = (id: string): string => `${templatesPath}/${encodeURIComponent(id)}`

/** The templates that the project keeps, by name. */
export const templatesQuery = (bff: Bff) =>
  queryOptions({
    queryKey: [bff.scope, 'server-templates'],
    queryFn: async ({ signal }) =>
      (await api(bff).read<{ server_templates: BriefServerTemplateView[] }>('compute', templatesPath, { signal }))
        .server_templates,
    meta: { staleAfter: [{ topic: 'server-template' }] },
  })

/** The template that a form begins with, or why it could not be read. */
export interface FoundTemplate {
  template: Template | null
  refusal: RefusalError | null
}

/** The template that a form begins with. It is read once: what it becomes afterwards does not change a form. */
export const templateQuery = (bff: Bff, id: string | null) =>
  queryOptions({
    queryKey: [bff.scope, 'server-template', id],
    queryFn: async ({ signal }): Promise<FoundTemplate> => {
      if (id === null) return { template: null, refusal: null }
      try {
        const { server_template: template } = await api(bff).read<{ server_template: Template }>(
          'compute',
          templatePath(id),
          { signal },
        )
        return { template, refusal: null }
      } catch (error) {
        if (!(error instanceof RefusalError) || error.status === 0) throw error
        return { template: null, refusal: error }
      }
    },
    staleTime: Infinity,
    gcTime: 0,
    meta: { staleAfter: [] },
  })
