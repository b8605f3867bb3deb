import { z } from 'zod'
import { zoneKey } from '#domain/aggregate/aggregate'
import { newId } from '#platform/ids'
import { readAs } from '#platform/service/read-as'
import { addHostToAggregate, removeHostFromAggregate } from '#store/aggregate-membership'
import { changeAggregate, deleteAggregate, getAggregate, insertAggregate, listAggregates } from '#store/aggregate-store'
import { type RequestContext, type RouteResponse, route, routeWithBody } from '../route.ts'
import {
  aggregateActionBody,
  aggregateChangeBody,
  aggregateId,
  checkZone,
  newAggregateBody,
} from './aggregate-fields.ts'
import { aggregateImageRoutes } from './aggregate-image-routes.ts'
import { aggregateSchema, newAggregateSchema } from './aggregate-schema.ts'
import { viewAggregate, viewNewAggregate } from './view-aggregate.ts'
import type { ComputeDeps } from '../compute-deps.ts'

const oneAggregate = z.strictObject({ aggregate: aggregateSchema })

type Action = z.output<typeof aggregateActionBody>

/** Host aggregates: hosts under a name, whose metadata makes them a zone and tells the scheduler what belongs there. */
export const aggregateRoutes = [
  route('GET /os-aggregates', {
    rule: 'os_compute_api:os-aggregates:index',
    query: { closedSince: '2.102' },
    response: z.strictObject({ aggregates: z.array(aggregateSchema) }),
    summary: 'Lists the host aggregates.',
    async handle({ db }, context) {
      return { body: { aggregates: (await listAggregates(db)).map((one) => viewAggregate(one, context)) } }
    },
  }),
  routeWithBody('POST /os-aggregates', readAs(newAggregateBody), {
    rule: 'os_compute_api:os-aggregates:create',
    response: z.strictObject({ aggregate: newAggregateSchema }),
    summary: 'Makes a host aggregate, and of its hosts to come an availability zone if it names one.',
    async handle({ db }, context, { aggregate: { name, availability_zone: zone = null } }) {
      const made = await insertAggregate(db, { uuid: newId<string>(), name, zone })
      return { body: { aggregate: viewNewAggregate(made, context) } }
    },
  }),
  route('GET /os-aggregates/:id', {
    rule: 'os_compute_api:os-aggregates:show',
    query: { closedSince: '2.102' },
    response: oneAggregate,
    summary: 'Shows a host aggregate.',
    async handle({ db }, context) {
      return { body: { aggregate: viewAggregate(await getAggregate(db, aggregateId(context)), context) } }
    },
  }),
  routeWithBody('PUT /os-aggregates/:id', readAs(aggregateChangeBody), {
    rule: 'os_compute_api:os-aggregates:update',
    response: oneAggregate,
    summary: 'Gives a host aggregate another name or availability zone.',
    async handle({ db, config }, context, { aggregate: { name, availability_zone: zone } }) {
      const metadata = zone === undefined ? {} : { [zoneKey]: zone }
      checkZone(metadata)
      const id = aggregateId(context)
      const changed = await changeAggregate(db, id, { name, metadata }, config.default_availability_zone)
      context.note({ target: { name: changed.name } })
      return { body: { aggregate: viewAggregate(changed, context) } }
    },
  }),
  route('DELETE /os-aggregates/:id', {
    rule: 'os_compute_api:os-aggregates:delete',
    summary: 'Deletes a host aggregate without hosts.',
    async handle({ db }, context) {
      context.note({ target: await deleteAggregate(db, aggregateId(context)) })
      return {}
    },
  }),
  routeWithBody('POST /os-aggregates/:id/action', readAs(aggregateActionBody), {
    response: oneAggregate,
    summary: 'Puts a host into an aggregate, takes one out, or changes the metadata.',
    async handle(api, context, body): Promise<RouteResponse> {
      const aggregate = await carryOut(api, context, body)
      context.note({ target: { name: aggregate.name } })
      return { body: { aggregate: viewAggregate(aggregate, context) } }
    },
  }),
  ...aggregateImageRoutes,
]

async function carryOut({ db, config, placement }: ComputeDeps, context: RequestContext, body: Action) {
  const defaultZone = config.default_availability_zone
  if ('add_host' in body) {
    context.permit('os_compute_api:os-aggregates:add_host')
    const joining = { aggregateId: aggregateId(context), hostName: body.add_host.host, defaultZone }
    return addHostToAggregate(db, joining, (trx, { uuid }, host) => placement.joinAggregate(trx, host.id, uuid))
  }
  if ('remove_host' in body) {
    context.permit('os_compute_api:os-aggregates:remove_host')
    const leaving = { aggregateId: aggregateId(context), hostName: body.remove_host.host, defaultZone }
    return removeHostFromAggregate(db, leaving, (trx, { uuid }, host) => placement.leaveAggregate(trx, host.id, uuid))
  }
  context.permit('os_compute_api:os-aggregates:set_metadata')
  const { metadata } = body.set_metadata
  checkZone(metadata)
  return changeAggregate(db, aggregateId(context), { metadata }, defaultZone)
}
