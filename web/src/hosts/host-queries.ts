import type {
  CpuGuestView,
  HostDetailView,
  HostView,
  UnreportedHostView,
} from '@kilonova/compute-core/api/kilonova/hosts/host-schema'
import type { HostMetricsView, HostSeriesView } from '@kilonova/compute-core/api/kilonova/metrics/metrics-schema'
import type { ServiceView } from '@kilonova/compute-core/api/services/service-schema'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { apiPage } from '#list/api-page'
import { listQuery, type ListRequest } from '#list/descriptor'
import { api } from '#shared/api'
import { missingAs, type Bff } from '#shared/bff'
import { metricsEveryMs, type MetricsRange } from '#shared/metrics-range'
import { serverNames } from '#shared/server-names'
import { t } from '#ui/i18n'

/** A host as lists have it. */
export type Host = HostView

/** A server whose document its host could not make true, and why. */
export type HostTrouble = HostDetailView['desired_state']['troubles'][number] & {
  /** Null for one that is gone. */
  server_name: string | null
}

/** A host as its page has it. */
export type HostInFull = Omit<HostDetailView, 'desired_state'> & {
  desired_state: Omit<HostDetailView['desired_state'], 'troubles'> & { troubles: readonly HostTrouble[] }
}

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

/** A machine that has joined as a host and has never reported. */
export type UnreportedHost = UnreportedHostView

/** The machines that have joined as hosts and have never reported. */
export const unreportedHostsQuery = (bff: Bff) =>
  queryOptions({
    queryKey: [bff.scope, 'unreported hosts'],
    queryFn: async ({ signal }) => {
      const path = '/kilonova/hosts?limit=1'
      const { unreported_hosts: unreported } = await api(bff).read<{ unreported_hosts: UnreportedHost[] }>(
        'compute',
        path,
        { signal },
      )
      return unreported
    },
    refetchInterval: everyMs,
    meta: { staleAfter: [{ topic: 'host' }] },
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
    queryFn: async ({ signal }): Promise<HostInFull> => {
      const { host } = await api(bff)
        .read<{ host: HostDetailView }>('compute', `/kilonova/hosts/${encodeURIComponent(name)}`, { signal })
        .catch(missingAs(t('There is no host “{{name}}”. It may have been forgotten.', { name })))
      return { ...host, desired_state: await withNames(bff, host.desired_state, signal) }
    },
    refetchInterval: everyMs,
    meta: { staleAfter: changes },
  })

async function withNames(bff: Bff, desired: HostDetailView['desired_state'], signal: AbortSignal) {
  const ids = desired.troubles.map(({ server_id: id }) => id)
  const names = ids.length > 0 ? await serverNames(bff, ids, signal) : undefined
  const troubles = desired.troubles.map((one) => ({ ...one, server_name: names?.get(one.server_id) ?? null }))
  return { ...desired, troubles }
}

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

/** How much of a host was in use in a span of time. */
export type HostMetrics = HostSeriesView

const at = (name: string, rest: string) => `/kilonova/hosts/${encodeURIComponent(name)}/${rest}`

/** How much of a host was in use over time; read again and again while it is shown. */
export const hostMetricsQuery = (bff: Bff, name: string, range: MetricsRange) =>
  queryOptions({
    queryKey: [bff.scope, 'host metrics', name, range],
    queryFn: async ({ signal }) => {
      const path = at(name, `metrics?range=${range}`)
      return (await api(bff).read<{ metrics: HostMetrics }>('compute', path, { signal })).metrics
    },
    // Of the same host only: another one's load is not shown under its name.
    placeholderData: (before, query) => (query?.queryKey[2] === name ? keepPreviousData(before) : undefined),
    refetchInterval: ({ state }) => metricsEveryMs(range, state),
    meta: { staleAfter: [] },
  })

/** A server that is kept to some CPUs of its host. */
export type CpuGuest = CpuGuestView

/** The servers that are kept to some of a host's CPUs; its hypervisor is asked. */
export const hostCpusQuery = (bff: Bff, name: string) =>
  queryOptions({
    queryKey: [bff.scope, 'host cpus', name],
    queryFn: async ({ signal }) =>
      (await api(bff).read<{ guests: CpuGuest[] }>('compute', at(name, 'cpus'), { signal })).guests,
    // A cloud has many changes of servers, and the hypervisor reads all its guests for an answer: it is asked when somebody wants it.
    meta: { staleAfter: [] },
  })
