import { queryOptions } from '@tanstack/react-query'
import { api } from '#shared/api'
import type { Bff } from '#shared/bff'
import { continuedLog, linesOf, plainLog } from './log-text.ts'

/** So much of the end is read again each time; where more was written meanwhile, everything is. */
const tailLines = 500

const readLog = async (bff: Bff, id: string, what: { length?: number }, signal?: AbortSignal) => {
  const path = `/servers/${encodeURIComponent(id)}/action`
  const request = { method: 'POST', json: { 'os-getConsoleOutput': what }, ...(signal && { signal }) }
  return plainLog((await api(bff).read<{ output: string }>('compute', path, request)).output)
}

/** Everything that a guest wrote to its serial console, as text. */
export const wholeLog = (bff: Bff, id: string): Promise<string> => readLog(bff, id, {})

/** The lines that a guest wrote to its serial console; the same array for as long as it writes nothing. */
export const serverLogQuery = (bff: Bff, id: string, isRunning: boolean) =>
  queryOptions({
    queryKey: [bff.scope, 'server-log', id],
    queryFn: async ({ signal, client, queryKey }): Promise<readonly string[]> => {
      const known = client.getQueryData<readonly string[]>(queryKey)
      if (known && known.length > 1) {
        const tail = linesOf(await readLog(bff, id, { length: tailLines }, signal))
        const continued = continuedLog(known, tail)
        if (continued) return continued
      }
      return linesOf(await readLog(bff, id, {}, signal))
    },
    structuralSharing: false,
    // Nothing announces new lines. The browser stops this in a hidden tab.
    refetchInterval: isRunning ? 1_000 : false,
    meta: { staleAfter: [] },
  })
