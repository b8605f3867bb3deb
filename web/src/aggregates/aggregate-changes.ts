import type { AggregateView } from '@kilonova/compute-core/api/aggregates/aggregate-schema'
import { useQueryClient } from '@tanstack/react-query'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { aggregateAddress } from './aggregate-query.ts'

/** Writes changes of an aggregate; each resolves once it is shown. */
export function useSaveAggregate({ id }: Pick<AggregateView, 'id'>) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const shown = () => refetchAfter(queryClient, { topic: 'aggregate', id: String(id) })
  const act = (json: object) => api(bff).send('compute', `${aggregateAddress(id)}/action`, { method: 'POST', json })
  return {
    /** Its name or its zone. */
    change: async (aggregate: Partial<Pick<AggregateView, 'name' | 'availability_zone'>>) => {
      await api(bff).send('compute', aggregateAddress(id), { method: 'PUT', json: { aggregate } })
      await shown()
    },
    metadata: async (metadata: Readonly<Record<string, string | null>>) => {
      if (Object.keys(metadata).length > 0) await act({ set_metadata: { metadata } })
      await shown()
    },
    addHost: async (host: string) => {
      await act({ add_host: { host } })
      await shown()
    },
    removeHost: async (host: string) => {
      await act({ remove_host: { host } })
      await shown()
    },
    cacheImages: (ids: readonly string[]) =>
      api(bff).send('compute', `${aggregateAddress(id)}/images`, {
        method: 'POST',
        json: { cache: ids.map((imageId) => ({ id: imageId })) },
      }),
  }
}
