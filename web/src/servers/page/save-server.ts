import { useQueryClient } from '@tanstack/react-query'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'

type ServerChanges = { name?: string; description?: string | null; hostname?: string }

/** Saves what is edited in a server's settings. Each function resolves once the page shows the change. */
export function useSaveServer(id: string) {
  const queryClient = useQueryClient()
  const bff = useBff()
  const path = `/servers/${encodeURIComponent(id)}`
  const put = async (what: string, json: object) => {
    await api(bff).send('compute', `${path}${what}`, { method: 'PUT', json })
    await refetchAfter(queryClient, { topic: 'server', id })
  }
  return {
    changes: (server: ServerChanges) => put('', { server }),
    metadata: (metadata: Record<string, string>) => put('/metadata', { metadata }),
    tags: (tags: string[]) => put('/tags', { tags }),
  }
}
