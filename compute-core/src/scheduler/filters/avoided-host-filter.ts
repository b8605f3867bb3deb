import { fits, rejects, type HostFilter } from '../host-filter.ts'

/** Drops the hosts where an earlier try to build this server has failed. */
export const avoidedHostFilter: HostFilter = {
  name: 'AvoidedHost',
  check: ({ name }, { avoidHosts }) => (avoidHosts.includes(name) ? rejects('failed to build it before') : fits),
}
