import { useQueryClient } from '@tanstack/react-query'
import { ask, bff } from '#app/bff'

/** What of a server is changed where it stands; each resolves once the page shows it. */
export function useSaveServer(id: string) {
  const queryClient = useQueryClient()
  const server = bff.servers[':id']
  const shown = async (saved: Promise<unknown>) => {
    await saved
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: ['server', id] }),
      queryClient.invalidateQueries({ queryKey: ['servers'] }),
    ])
  }
  return {
    changes: (json: { name?: string; description?: string | null }) =>
      shown(ask(server.$patch({ param: { id }, json }))),
    metadata: (metadata: Record<string, string>) =>
      shown(ask(server.metadata.$put({ param: { id }, json: { metadata } }))),
    tags: (tags: string[]) => shown(ask(server.tags.$put({ param: { id }, json: { tags } }))),
  }
}
