import { saidOf } from '../host-aggregates.ts'
import { fits, rejects, type HostFilter } from '../host-filter.ts'

const key = 'instance_type'

/** Keeps the hosts that take every flavor, and those whose aggregates have the flavor's name under `instance_type`. */
export const aggregateTypeAffinityFilter: HostFilter = {
  name: 'AggregateTypeAffinityFilter',
  check({ aggregates }, { flavor }) {
    const names = aggregates.values.get(key)
    if (names === undefined || names.has(flavor.name)) return fits
    return rejects(`takes flavors ${saidOf(aggregates, key)}, not ${flavor.name}`, `is kept for other flavors`)
  },
}
