import { leastOf } from '../host-aggregates.ts'
import { fits, rejects, type HostFilter } from '../host-filter.ts'

/** Keeps the hosts with fewer servers that keep their disks busy than their aggregates allow under `max_io_ops_per_host`. */
export const aggregateIoOpsFilter: HostFilter = {
  name: 'AggregateIoOpsFilter',
  check({ aggregates, ioOps }) {
    const most = leastOf(aggregates, 'max_io_ops_per_host')
    if (most === undefined || ioOps < most) return fits
    return rejects(
      `builds or copies as many servers as its aggregates allow at once, ${most}`,
      'builds or copies as many servers as it may at once',
    )
  },
}
