import type { AggregateView } from '@kilonova/compute-core/api/aggregates/aggregate-schema'
import { useQueryClient } from '@tanstack/react-query'
import { useDeletion } from '#list/use-deletion'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { t } from '#ui/i18n'
import { aggregateAddress } from './aggregate-query.ts'

/** The deletion of an aggregate, which no host may be in; `onDeleted` leads away from its page. */
export function useAggregateDeletion(onDeleted?: () => unknown) {
  const bff = useBff()
  const queryClient = useQueryClient()
  return useDeletion<AggregateView>({
    kind: t('host aggregate'),
    needs: 'os_compute_api:os-aggregates:delete',
    nameOf: ({ name }) => name,
    consequence: t('is deleted with its metadata. Hosts and servers are not touched.'),
    refusal: ({ hosts }) =>
      hosts.length > 0 ? t('It has {{count}} hosts. Remove them first.', { count: hosts.length }) : undefined,
    onDelete: async ({ id }) => {
      await api(bff).send('compute', aggregateAddress(id), { method: 'DELETE' })
      await onDeleted?.()
      await refetchAfter(queryClient, { topic: 'aggregate', id: String(id) })
    },
  })
}
