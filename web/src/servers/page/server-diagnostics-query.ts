import { queryOptions } from '@tanstack/react-query'
import { call, type Bff } from '#shared/bff'

/** How a guest uses its CPUs, disks and network interfaces now. */
export const serverDiagnosticsQuery = (bff: Bff, id: string) =>
  queryOptions({
    queryKey: [bff.scope, 'server-diagnostics', id],
    queryFn: ({ signal }) => call(bff.servers[':id'].diagnostics.$get({ param: { id } }, { init: { signal } })),
    // While the page is shown and there are figures; the browser stops this in a hidden tab.
    refetchInterval: ({ state }) => (state.data?.diagnostics?.value ? 3_000 : false),
    meta: {
      staleAfter: [
        { topic: 'server', id },
        { topic: 'action', id },
      ],
    },
  })
