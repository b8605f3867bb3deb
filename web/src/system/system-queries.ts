import type {
  DatabaseView,
  EndpointView,
  LogLevelView,
  ProcessesView,
  RateLimitsView,
  ReconcilerView,
  SettingView,
  WebhookView,
} from '@kilonova/compute-core/api/kilonova/system/system-schema'
import { queryOptions } from '@tanstack/react-query'
import { listQuery, type ListRequest } from '#list/descriptor'
import { type Fields, pageOfRows } from '#list/rows-at-hand'
import { api } from '#shared/api'
import type { Bff } from '#shared/bff'

const at = '/kilonova/system'

/** One part of what the cloud runs on, asked again every so often: no event tells of it. */
const part = <Body>(bff: Bff, what: string, everyMs: number | false) =>
  queryOptions({
    queryKey: [bff.scope, 'system', what],
    queryFn: ({ signal }) => api(bff).read<Body>('compute', `${at}/${what}`, { signal }),
    refetchInterval: everyMs,
    meta: { staleAfter: [] },
  })

const settingsQuery = (bff: Bff) => part<{ settings: SettingView[] }>(bff, 'settings', false)
export const endpointsQuery = (bff: Bff) => part<{ endpoints: EndpointView[] }>(bff, 'endpoints', 15_000)
export const processesQuery = (bff: Bff) => part<ProcessesView>(bff, 'processes', 2_000)
export const reconcilersQuery = (bff: Bff) => part<{ reconcilers: ReconcilerView[] }>(bff, 'reconcilers', 3_000)
export const webhookQuery = (bff: Bff) => part<{ webhook: WebhookView }>(bff, 'webhook', 5_000)
export const rateLimitsQuery = (bff: Bff) => part<{ rate_limits: RateLimitsView }>(bff, 'rate-limits', 10_000)
export const databaseQuery = (bff: Bff) => part<{ database: DatabaseView }>(bff, 'database', 30_000)
export const logLevelQuery = (bff: Bff) => part<{ log_level: LogLevelView }>(bff, 'log-level', false)

const fields: Fields<SettingView> = {
  keys: {
    name: ({ name }) => [name],
    source: ({ source }) => [source],
    summary: ({ summary }) => [summary],
  },
  textIn: ['name', 'summary'],
}

/** A page of the settings in force. */
export const settingsPageQuery = (bff: Bff, request: ListRequest) =>
  listQuery<SettingView>({
    queryKey: [bff.scope, 'page of settings', request],
    queryFn: async ({ client }) => pageOfRows((await client.fetchQuery(settingsQuery(bff))).settings, request, fields),
    meta: { staleAfter: [] },
  })

/** Has a reconciler look now. */
export const runReconciler = (bff: Bff, name: string) =>
  api(bff).send('compute', `${at}/reconcilers/${encodeURIComponent(name)}/run`, { method: 'POST' })

/** Tries the webhook again now. */
export const retryWebhook = (bff: Bff) => api(bff).send('compute', `${at}/webhook/retry`, { method: 'POST' })

/** Changes from which level on something is logged. */
export const changeLogLevel = (bff: Bff, level: LogLevelView['level']) =>
  api(bff).send('compute', `${at}/log-level`, { method: 'PUT', json: { log_level: { level } } })
