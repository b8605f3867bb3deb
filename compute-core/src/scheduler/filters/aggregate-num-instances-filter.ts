import { leastOf } from '../host-aggregates.ts'
import { fits, rejects, type HostFilter } from '../host-filter.ts'

/** Keeps the hosts with fewer servers than their aggregates allow under `max_instances_per_host`. */
export const aggregateNumInstancesFilter: HostFilter = {
  name: 'AggregateNumInstancesFilter',
  check({ aggregates, serverIds }) {
    const most = leastOf(aggregates, 'max_instances_per_host')
    if (most === undefined || serverIds.length < most) return fits
    return rejects(`has as many servers as its aggregates allow, ${most}`, 'has as many servers as it may have')
  },
}
