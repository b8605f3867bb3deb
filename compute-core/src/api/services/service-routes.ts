import { z } from 'zod'
import { serviceKeys } from '#domain/host/hypervisor-keys'
import { isUp, numberOf } from '#domain/host/service-state'
import { isoMicros } from '#platform/clock'
import { invalid, notFound } from '#platform/errors'
import { type Fields, history, without } from '#platform/service/history'
import { isUuid } from '#platform/ids'
import { changeService, type ServiceChange } from '#store/host-queries'
import { servicePage, serviceSortKeys } from '#store/host-search'
import { computeBinary, deleteControlService, listServices, type Service } from '#store/service-store'
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
import { forgetHost } from './forget-host.ts'
import { serviceSchema } from './service-schema.ts'

/** What services looked like before. Newest first. */
const serviceHistory = history<Service>([
  {
    since: '2.53',
    what: 'Services have UUIDs.',
    downgradeView: (view, { id }) => ({ ...view, id: numberOf(id) }),
  },
  { since: '2.11', what: 'Services can be forced down.', downgradeView: without('forced_down') },
])

const viewService = ({ clock, config }: ComputeDeps, context: RequestContext, service: Service): Fields =>
  serviceHistory.downgradeView(
    context.version,
    {
      id: service.id,
      binary: service.binary,
      host: service.host,
      zone: service.zone,
      status: service.enabled ? 'enabled' : 'disabled',
      state: isUp(service, clock.now(), config.service_down_time) ? 'up' : 'down',
      updated_at: isoMicros(service.lastSeenAt),
      disabled_reason: service.disabledReason,
      forced_down: service.forcedDown,
    },
    service,
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

/** The service that the URL names: by a number before 2.53, by its UUID from then on. */
async function serviceNamed({ db }: ComputeDeps, context: RequestContext): Promise<Service> {
  const id = context.params['id']!
  const isId = context.since('2.53') ? isUuid(id) : /^\d+$/.test(id)
  if (!isId) throw invalid(`Invalid service id ${id}.`, 'service_id')
  const all = await listServices(db, context.since('2.53') ? { id: id.toLowerCase() } : {})
  const service = all.find((one) => one.id === id.toLowerCase() || numberOf(one.id) === Number(id))
  if (!service) throw notFound('Compute service', id)
  context.note({ target: { name: service.host } })
  return service
}

/** Control processes are what they are: only whether a host is given servers is somebody's choice. */
const unchangeable = (binary: string) =>
  invalid(`Updating a ${binary} service is not supported. Only ${computeBinary} services can be updated.`, 'binary')

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

/** The services of the cloud's hosts, and those that its control processes are. */
export const serviceRoutes = [
  route('GET /os-services', {
    rule: 'os_compute_api:os-services:list',
    query: listQuery,
    response: z.strictObject({ services: z.array(serviceSchema) }),
    summary: "Lists the services of the cloud's hosts and control processes.",
    async handle(api, context) {
      // A blank one is any, as in Nova.
      const host = context.query.one('host') || undefined
      const binary = context.query.one('binary') || undefined
      const { limit, ...edge } = pageOf(context, api.config.max_limit)
      const asked = {
        ...edge,
        // Nova's list has no pages: without a limit it is whole.
        limit: context.query.has('limit') ? limit : undefined,
        host,
        binary,
        terms: termsOf(context, serviceKeys),
        order: sortOf(context, [{ key: 'host', direction: 'asc' }]),
        isCounted: wantsCount(context),
      }
      const { rows, total } = await servicePage(api.db, heartbeatOf(api), asked)
      return {
        headers: countHeader(total),
        body: { services: rows.map((service) => viewService(api, context, service)) },
      }
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
        if (body.binary !== computeBinary) throw unchangeable(body.binary)
        const [service] = await listServices(db, { host: body.host, binary: computeBinary })
        if (!service) throw notFound(`Service ${body.binary} on host`, body.host)
        await changeService(db, service.hostId!, change)
        return { body: { service: { host: service.host, binary: service.binary, ...shown } } }
      },
    },
  ),
  routeWithBody('PUT /os-services/:id', readAs(newBody), {
    since: '2.53',
    rule: 'os_compute_api:os-services:update',
    response: z.strictObject({ service: serviceSchema }),
    summary: 'Enables, disables or forces down a service.',
    async handle(api, context, body) {
      const service = await serviceNamed(api, context)
      if (service.hostId === null) throw unchangeable(service.binary)
      await changeService(api.db, service.hostId, changeOf(body))
      const [changed] = await listServices(api.db, { id: service.id })
      return { body: { service: viewService(api, context, changed ?? service) } }
    },
  }),
  // A service that is alive comes back under a new id: a part of a control process at once, the host of one at its next heartbeat. A host
  // that has joined is refused from then on.
  route('DELETE /os-services/:id', {
    rule: 'os_compute_api:os-services:delete',
    success: 204,
    summary: 'Deletes a service, and its host with it where it is one of a host.',
    async handle(api, context) {
      const { id, host: name, hostId } = await serviceNamed(api, context)
      if (hostId === null) await deleteControlService(api.db, id)
      else await forgetHost(api, { id: hostId, name })
      return { status: 204 }
    },
  }),
]
