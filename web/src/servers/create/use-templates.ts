import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import type { TemplateRequest } from './server-request.ts'
import { templatePath, templatesPath, type Template } from './template-query.ts'

/** What is kept as a template: a new one, or `over` one that is there, as it was seen. */
export interface Keeping {
  name: string
  request: TemplateRequest
  over: { id: string; revision: number } | null
}

/** What people do with the project's templates. Each is refused with its reason, and shown once it is done. */
export function useTemplates() {
  const bff = useBff()
  const queryClient = useQueryClient()
  const send = async (path: string, method: string, template: object): Promise<Template> => {
    const { server_template: kept } = await api(bff).read<{ server_template: Template }>('compute', path, {
      method,
      json: { server_template: template },
    })
    return kept
  }
  const onSettled = () => refetchAfter(queryClient, { topic: 'server-template' })
  return {
    keep: useMutation({
      mutationFn: ({ name, request, over }: Keeping) =>
        over
          ? send(templatePath(over.id), 'PUT', { request, revision: over.revision })
          : send(templatesPath, 'POST', { name, request }),
      onSettled,
    }),
    rename: useMutation({
      mutationFn: ({ id, name }: { id: string; name: string }) => send(templatePath(id), 'PUT', { name }),
      onSettled,
    }),
    remove: async (id: string) => {
      await api(bff).send('compute', templatePath(id), { method: 'DELETE' })
      await onSettled()
    },
  }
}
