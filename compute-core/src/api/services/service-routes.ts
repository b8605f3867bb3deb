import { z } from 'zod'
import { serviceKeys } from '#domain/host/hypervisor-keys'
import { isUp, numberOf } from '#domain/host/service-state'
import { isoMicros } from '#platform/clock'
import { invalid, notFound } from '#platform/errors'
import { type Fields, history, without } from '#platform/service/history'
import { isUuid } from '#platform/ids'
import { changeService, type HostInUse, listHostsInUse, type ServiceChange } from '#store/host-queries'
import { servicePage, serviceSortKeys } from '#store/host-search'
import { forgetHostIdentity } from '#store/host-identity-store'
import { forgetHostState } from '#platform/host-state/host-state'
import { removeHost } from '#store/host-removal'
import type { ComputeDeps } from '../compute-deps.ts'
import { heartbeatOf } from '../hypervisors/heartbeat.ts'
import { booleanField, hostField } from '#platform/service/fields'
import {
  countHeader,
  pageBefore,
  searchParameters,
  termsOf,
  wantsCount,
} from '#platform/service/list-query/list-search'
import { sortOf, sortParameters } from '#platform/service/list-query/list-sort'
import { pageOf, pageParameters } from '#platform/service/page'
import type { QueryRule } from '#platform/service/query-rule'
import { readAs } from '#platform/service/read-as'
import { type RequestContext, route, routeWithBody } from '../route.ts'
import { serviceSchema } from './service-schema.ts'

const binary = 'nova-compute'

/** What services looked like before. Newest first. */
const serviceHistory = history<HostInUse>([
  {
    since: '2.53',
    what: 'Services have UUIDs.',
    downgradeView: (view, { serviceId }) => ({ ...view, id: numberOf(serviceId) }),
  },
  { since: '2.11', what: 'Services can be forced down.', downgradeView: without('forced_down') },
])

const viewService = ({ clock, config }: ComputeDeps, context: RequestContext, host: HostInUse): Fields =>
  serviceHistory.downgradeView(
    context.version,
    {
      id: host.serviceId,
      binary,
      host: host.name,
      zone: host.zone,
      status: host.enabled ? 'enabled' : 'disabled',
      state: isUp(host, clock.now(), config.service_down_time) ? 'up' : 'down',
      updated_at: isoMicros(host.lastSeenAt),
      disabled_reason: host.disabledReason,
      forced_down: host.forcedDown,
    },
    host,
  )

const reason = z.string().min(1).max(255).optional()
const oldBody = z.strictObject({ host: hostField, binary: z.string().min(1).max(255), disabled_reason: reason })
const oldBodyWithForce = oldBody.extend({ forced_down: booleanField.optional() })
const newBody = z.strictObject({
  status: z.enum(['enabled', 'disabled']).optional(),
  disabled_reason: reason,
  forced_down: booleanField.optional(),
})

type OldBody = z.output<typeof oldBodyWithForce>

/** The words of the path before 2.53, and what each asks for. */
const oldWords: Readonly<Record<string, (body: OldBody) => { change: ServiceChange; shown: Fields }>> = {
  enable: () => ({ change: { enabled: true, disabledReason: null }, shown: { status: 'enabled' } }),
  disable: () => ({ change: { enabled: false, disabledReason: null }, shown: { status: 'disabled' } }),
  'disable-log-reason': ({ disabled_reason }) => {
    if (disabled_reason === undefined) throw invalid('disabled_reason is missing.', 'disabled_reason')
    return {
      change: { enabled: false, disabledReason: disabled_reason },
      shown: { status: 'disabled', disabled_reason },
    }
  },
  'force-down': ({ forced_down }) => {
    if (forced_down === undefined) throw invalid('forced_down is missing.', 'forced_down')
    return { change: { forcedDown: forced_down }, shown: { forced_down } }
  },
}

/** What a body asks for from 2.53 on; one that asks for nothing, or for a reason without disabling, is a mistake. */
function changeOf({ status, disabled_reason, forced_down }: z.output<typeof newBody>): ServiceChange {
  if (disabled_reason !== undefined && status !== 'disabled')
    throw invalid('A disabled_reason goes with status disabled only.', 'disabled_reason')
  if (status === undefined && forced_down === undefined)
    throw invalid('Nothing was asked for. Send status, forced_down or both.')
  return {
    ...(status && { enabled: status === 'enabled', disabledReason: disabled_reason ?? null }),
    ...(forced_down !== undefined && { forcedDown: forced_down }),
  }
}

/** The host of the service that the URL names: by a number before 2.53, by its UUID from then on. */
async function serviceHost({ db }: ComputeDeps, context: RequestContext): Promise<HostInUse> {
  const id = context.params['id']!
  const isId = context.since('2.53') ? isUuid(id) : /^\d+$/.test(id)
  if (!isId) throw invalid(`Invalid service id ${id}.`, 'service_id')
  const hosts = await listHostsInUse(db, context.since('2.53') ? { serviceId: id } : {})
  const host = hosts.find(({ serviceId }) => serviceId === id || numberOf(serviceId) === Number(id))
  if (!host) throw notFound('Compute service', id)
  context.note({ target: { name: host.name } })
  return host
}

const listQuery: QueryRule = {
  closedSince: '2.75',
  parameters: {
    host: {},
    binary: {},
    limit: { ...pageParameters.limit, since: '2.53' },
    marker: { ...pageParameters.marker, since: '2.53' },
    'kilonova:before': { ...pageBefore['kilonova:before'], since: '2.53' },
    ...sortParameters(serviceSortKeys),
    ...searchParameters(serviceKeys),
  },
}

/** The services of the cloud's hosts. */
export const serviceRoutes = [
  route('GET /os-services', {
    rule: 'os_compute_api:os-services:list',
    query: listQuery,
    response: z.strictObject({ services: z.array(serviceSchema) }),
    summary: "Lists the services of the cloud's hosts.",
    async handle(api, context) {
      // A blank one is any, as in Nova.
      const name = context.query.one('host') || undefined
      const others = (context.query.one('binary') || binary) !== binary
      const { limit, ...edge } = pageOf(context, api.config.max_limit)
      const asked = {
        ...edge,
        // Nova's list has no pages: without a limit it is whole.
        limit: context.query.has('limit') ? limit : undefined,
        name,
        terms: termsOf(context, serviceKeys),
        order: sortOf(context, [{ key: 'host', direction: 'asc' }]),
        isCounted: wantsCount(context),
      }
      if (others) return { headers: countHeader(asked.isCounted ? 0 : undefined), body: { services: [] } }
      const { rows, total } = await servicePage(api.db, heartbeatOf(api), asked)
      return { headers: countHeader(total), body: { services: rows.map((host) => viewService(api, context, host)) } }
    },
  }),
  routeWithBody(
    'PUT /os-services/:id',
    readAs((context) => (context.since('2.11') ? oldBodyWithForce : (oldBody as unknown as typeof oldBodyWithForce))),
    {
      until: '2.52',
      rule: 'os_compute_api:os-services:update',
      async handle({ db }, context, body) {
        const word = context.params['id']!
        const asked = Object.hasOwn(oldWords, word) ? oldWords[word] : undefined
        if (!asked || (word === 'force-down' && !context.since('2.11'))) throw notFound('Action', word)
        const { change, shown } = asked(body)
        const [host] = await listHostsInUse(db, { name: body.host })
        if (!host || body.binary !== binary) throw notFound(`Service ${body.binary} on host`, body.host)
        await changeService(db, host.id, change)
        return { body: { service: { host: host.name, binary, ...shown } } }
      },
    },
  ),
  routeWithBody('PUT /os-services/:id', readAs(newBody), {
    since: '2.53',
    rule: 'os_compute_api:os-services:update',
    response: z.strictObject({ service: serviceSchema }),
    summary: 'Enables, disables or forces down a service.',
    async handle(api, context, body) {
      const host = await serviceHost(api, context)
      await changeService(api.db, host.id, changeOf(body))
      const [changed] = await listHostsInUse(api.db, { serviceId: host.serviceId })
      return { body: { service: viewService(api, context, changed ?? host) } }
    },
  }),
  // One in a control process is back at its next heartbeat, under a new id; one that has joined is served no more.
  route('DELETE /os-services/:id', {
    rule: 'os_compute_api:os-services:delete',
    success: 204,
    summary: 'Deletes a service, and its host with it.',
    async handle(api, context) {
      const host = await serviceHost(api, context)
      await removeHost(api.db, host, async (trx) => {
        await api.placement.withdraw(trx, host.id)
        await forgetHostIdentity(trx, host.name)
        await forgetHostState(trx, host.name)
      })
      return { status: 204 }
    },
  }),
]
