import { fits, rejects, type HostFilter } from '../host-filter.ts'

/** Keeps the hosts where at least one of the servers of hint `same_host` runs. */
export const sameHostFilter: HostFilter = {
  name: 'SameHostFilter',
  check: ({ serverIds }, { sameAs }) =>
    sameAs.length === 0 || sameAs.some((id) => serverIds.includes(id))
      ? fits
      : rejects('runs no server of hint same_host'),
}
