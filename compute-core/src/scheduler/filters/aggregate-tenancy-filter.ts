import { fits, rejects, type HostFilter } from '../host-filter.ts'

const key = 'filter_tenant_id'

/** Keeps the hosts that are for every project, and those whose aggregates name the server's under a key that begins `filter_tenant_id`. */
export const aggregateTenancyFilter: HostFilter = {
  name: 'AggregateMultiTenancyIsolation',
  check({ aggregates }, { projectId }) {
    const named = [...aggregates.values].filter(([name]) => name.startsWith(key)).map(([, projects]) => projects)
    if (named.length === 0 || named.some((projects) => projects.has(projectId ?? ''))) return fits
    return rejects('is kept for other projects')
  },
}
