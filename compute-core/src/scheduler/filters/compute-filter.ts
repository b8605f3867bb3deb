import { fits, rejects, type HostFilter } from '../host-filter.ts'

/** What is said of a host that was not heard of in time. */
export const hostIsDown = 'is down'

/** Keeps the hosts whose service is enabled and up. */
export const computeFilter: HostFilter = {
  name: 'ComputeFilter',
  check(host) {
    if (!host.enabled) return rejects(host.disabledReason ? `is disabled (${host.disabledReason})` : 'is disabled')
    return host.up ? fits : rejects(hostIsDown)
  },
}
