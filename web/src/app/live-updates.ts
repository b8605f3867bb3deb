import { useQueryClient, type QueryClient, type QueryKey } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

interface Stale {
  topic: string
  id: string
}

/** Which queries a change makes stale. */
export function staleKeys({ topic, id }: Stale): QueryKey[] {
  switch (topic) {
    case 'server':
    case 'action':
      return [
        ['server', id],
        ['servers'],
        ['overview'],
        ['create-options'],
        ['server-groups'],
        ['server-diagnostics', id],
      ]
    case 'port':
      return [['server'], ['servers']]
    case 'image':
      return [['images'], ['create-options']]
    case 'key-pair':
      return [['key-pairs'], ['create-options'], ['overview']]
    case 'server-group':
      return [['server-groups'], ['create-options']]
    case 'flavor':
    case 'network':
      return [['create-options']]
    case 'project':
      return [['session']]
    default:
      return []
  }
}

/** How long to wait before the `attempt`th try to listen again: longer each time, never all browsers at once. */
export const backOffMs = (attempt: number, random = Math.random()): number =>
  Math.min(30_000, 1_000 * 2 ** attempt) * (0.5 + random / 2)

/**
 * Keeps what is on the screen true while it is shown: the server says what is stale, and it is asked for again. Answers
 * whether it is heard; one lost connection is no news, a second try that fails is.
 */
export function useLiveUpdates(): boolean {
  const queryClient = useQueryClient()
  const [failures, setFailures] = useState(0)
  useEffect(() => listen(queryClient, setFailures), [queryClient])
  return failures < 2
}

function listen(queryClient: QueryClient, tell: (failures: number) => void): () => void {
  let source: EventSource | undefined
  let again: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  const open = () => {
    source = new EventSource('/bff/live')
    source.addEventListener('hello', () => {
      // Whatever changed while nobody listened is unknown: ask for all that is on the screen.
      if (failures > 0) void queryClient.invalidateQueries()
      failures = 0
      tell(failures)
    })
    source.addEventListener('stale', (event) => {
      const keys = new Map((JSON.parse(event.data) as Stale[]).flatMap(staleKeys).map((key) => [key.join(), key]))
      for (const queryKey of keys.values()) void queryClient.invalidateQueries({ queryKey })
    })
    source.addEventListener('error', () => {
      source?.close() // its own way of trying again knows no back-off and gives up on a 503
      again = setTimeout(open, backOffMs(failures++))
      tell(failures)
    })
  }
  open()
  return () => {
    source?.close()
    clearTimeout(again)
  }
}
