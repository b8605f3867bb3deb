import { neededTraits } from '#domain/guest-options/needed-traits'
import { fits, rejects, type HostFilter } from '../host-filter.ts'
import { oncePerRequest } from '../once-per-request.ts'

const needsOf = oncePerRequest(neededTraits)

/** Keeps the hosts of aggregates with `trait:…` as `required` for the servers that ask for those traits. */
export const aggregateIsolationFilter: HostFilter = {
  name: 'AggregateIsolation',
  check({ aggregates }, request) {
    const { required } = needsOf(request)
    const missing = [...aggregates.isolatedFor].filter((trait) => !required.has(trait))
    return missing.length === 0
      ? fits
      : rejects(`is kept for servers that ask for trait ${missing.join(', ')}`, 'is kept for other servers')
  },
}
