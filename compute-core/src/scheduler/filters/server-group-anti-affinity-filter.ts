import { fits, rejects, type HostFilter } from '../host-filter.ts'

/** Drops the hosts that run as many of the server's anti-affinity group as may share one. */
export const serverGroupAntiAffinityFilter: HostFilter = {
  name: 'ServerGroupAntiAffinityFilter',
  check({ id }, { group }) {
    if (group?.policy !== 'anti-affinity') return fits
    const members = group.membersOn.get(id) ?? 0
    return members < group.maxServerPerHost
      ? fits
      : rejects(`runs ${members} of its server group, which wants at most ${group.maxServerPerHost} on a host`)
  },
}
