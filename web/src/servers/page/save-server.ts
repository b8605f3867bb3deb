import { useQueryClient } from '@tanstack/react-query'
import { call } from '#shared/bff'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'

/** Saves what is edited in a server's settings. Each function resolves once the page shows the change. */
export function useSaveServer(id: string) {
  const queryClient = useQueryClient()
  const server = useBff().servers[':id']
  const andShow = async (saved: Promise<unknown>) => {
    await saved
    await refetchAfter(queryClient, { topic: 'server', id })
  }
  return {
    changes: (json: { name?: string; description?: string | null; hostname?: string }) =>
      andShow(call(server.$patch({ param: { id }, json }))),
    metadata: (metadata: Record<string, string>) =>
      andShow(call(server.metadata.$put({ param: { id }, json: { metadata } }))),
    tags: (tags: string[]) => andShow(call(server.tags.$put({ param: { id }, json: { tags } }))),
  }
}
