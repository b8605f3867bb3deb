import { fits, rejects, type HostFilter } from '../host-filter.ts'

/** Keeps the hosts where the server's affinity group runs; its first server may go anywhere. */
export const serverGroupAffinityFilter: HostFilter = {
  name: 'ServerGroupAffinityFilter',
  check: ({ id }, { group }) =>
    group?.policy !== 'affinity' || group.membersOn.size === 0 || group.membersOn.has(id)
      ? fits
      : rejects('runs none of its server group, which wants to be on one host'),
}
