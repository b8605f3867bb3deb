import type { HostDetailView, HostView } from '@kilonova/compute-core/api/kilonova/hosts/host-schema'
import type { HostMetricsView } from '@kilonova/compute-core/api/kilonova/metrics/metrics-schema'
import type { ServiceView } from '@kilonova/compute-core/api/services/service-schema'
import { queryOptions } from '@tanstack/react-query'
import { apiPage } from '#list/api-page'
import { listQuery, type ListRequest } from '#list/descriptor'
import { api } from '#shared/api'
import { missingAs, type Bff } from '#shared/bff'
import { t } from '#ui/i18n'

/** A host as lists have it. */
export type Host = HostView

/** A host as its page has it. */
export type HostInFull = HostDetailView

const list = { service: 'compute', path: '/kilonova/hosts', rows: 'hosts', marker: ({ id }: Host) => id } as const

/** What it has, and with its servers what is used of it. */
const changes = [{ topic: 'host' }, { topic: 'server' }] as const

/** Heartbeats are no changes that the cloud announces: whether one is up has to be asked. */
const everyMs = 20_000

/** A page of the cloud's hosts. */
export const hostsQuery = (bff: Bff, request: ListRequest) =>
  listQuery<Host>({
    queryKey: [bff.scope, 'hosts', request],
    queryFn: ({ signal }) => apiPage(bff, list, request, signal),
    refetchInterval: everyMs,
    meta: { staleAfter: changes },
  })

/** A service of a host, as lists have it. */
export type Service = ServiceView

const services = {
  service: 'compute',
  path: '/os-services',
  rows: 'services',
  marker: ({ id }: Service) => id,
} as const

/** A page of the services of the cloud's hosts. */
export const servicesQuery = (bff: Bff, request: ListRequest) =>
  listQuery<Service>({
    queryKey: [bff.scope, 'services', request],
    queryFn: ({ signal }) => apiPage(bff, services, request, signal),
    refetchInterval: everyMs,
    meta: { staleAfter: [{ topic: 'host' }] },
  })

/** One host. */
export const hostQuery = (bff: Bff, name: string) =>
  queryOptions({
    queryKey: [bff.scope, 'host', name],
    queryFn: async ({ signal }) =>
      (
        await api(bff)
          .read<{ host: HostInFull }>('compute', `/kilonova/hosts/${encodeURIComponent(name)}`, { signal })
          .catch(missingAs(t('There is no host “{{name}}”. It may have been forgotten.', { name })))
      ).host,
    refetchInterval: everyMs,
    meta: { staleAfter: changes },
  })

/** What the guests of a host use now; null while none has been measured. */
export const hostLoadQuery = (bff: Bff, name: string) =>
  queryOptions({
    queryKey: [bff.scope, 'host load', name],
    queryFn: async ({ signal }) => {
      const path = '/kilonova/metrics/hosts'
      const { metrics } = await api(bff).read<{ metrics: HostMetricsView[] }>('compute', path, { signal })
      return metrics.find(({ host }) => host === name) ?? null
    },
    refetchInterval: everyMs,
    meta: { staleAfter: [] },
  })
