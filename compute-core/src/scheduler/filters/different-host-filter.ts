import { fits, rejects, type HostFilter } from '../host-filter.ts'

/** Drops the hosts where one of the servers of hint `different_host` runs. */
export const differentHostFilter: HostFilter = {
  name: 'DifferentHostFilter',
  check: ({ serverIds }, { differentFrom }) =>
    differentFrom.some((id) => serverIds.includes(id)) ? rejects('runs a server of hint different_host') : fits,
}
