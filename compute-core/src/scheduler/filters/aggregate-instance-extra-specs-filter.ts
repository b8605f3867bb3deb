import { satisfies } from '../extra-spec-match.ts'
import { saidOf } from '../host-aggregates.ts'
import { fits, rejects, type HostFilter } from '../host-filter.ts'

const scope = 'aggregate_instance_extra_specs:'

/**
 * Keeps the hosts whose aggregates have what the flavor's `aggregate_instance_extra_specs:` extra specs ask for, and those without a
 * scope. What has no scope may be about other things: it counts once any aggregate has such a key.
 */
export const aggregateInstanceExtraSpecsFilter: HostFilter = {
  name: 'AggregateInstanceExtraSpecsFilter',
  check({ aggregates }, { flavor }) {
    for (const [spec, rule] of Object.entries(flavor.extraSpecs)) {
      const key = spec.startsWith(scope) ? spec.slice(scope.length) : spec
      if (key === spec && (spec.includes(':') || !aggregates.keysInUse.has(key))) continue
      const values = [...(aggregates.values.get(key) ?? [])]
      if (values.length === 0) return rejects(`is in no aggregate with ${key}, which the flavor asks for`)
      if (!values.some((value) => satisfies(value, rule)))
        return rejects(
          `is in aggregates with ${key} ${saidOf(aggregates, key)}, not ${rule}`,
          `is in no aggregate with ${key} ${rule}, which the flavor asks for`,
        )
    }
    return fits
  },
}
