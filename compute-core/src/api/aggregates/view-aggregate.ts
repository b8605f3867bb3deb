import { type Aggregate, zoneOf } from '#domain/aggregate/aggregate'
import { isoMicros } from '#platform/clock'
import { type Fields, history, without } from '#platform/service/history'
import type { RequestContext } from '../route.ts'

/** What aggregates looked like before. Newest first. */
const aggregateHistory = history([{ since: '2.41', what: 'Aggregates have UUIDs.', downgradeView: without('uuid') }])

/** An aggregate as the request's version shows it. */
export const viewAggregate = (aggregate: Aggregate, context: RequestContext): Fields =>
  aggregateHistory.downgradeView(
    context.version,
    { ...newView(aggregate), hosts: aggregate.hosts, metadata: aggregate.metadata },
    undefined,
  )

/** The same without hosts and metadata, as a new one is answered with. */
export const viewNewAggregate = (aggregate: Aggregate, context: RequestContext): Fields =>
  aggregateHistory.downgradeView(context.version, newView(aggregate), undefined)

const newView = (aggregate: Aggregate) => ({
  id: aggregate.id,
  uuid: aggregate.uuid,
  name: aggregate.name,
  availability_zone: zoneOf(aggregate) ?? null,
  created_at: isoMicros(aggregate.createdAt),
  updated_at: aggregate.updatedAt && isoMicros(aggregate.updatedAt),
  // One that is deleted is shown to nobody.
  deleted: false,
  deleted_at: null,
})
