import { fits, rejects, type HostFilter } from '../host-filter.ts'

/** What is said of a host that was not heard of in time. */
export const hostIsDown = 'is down'

/** Keeps the hosts whose service is enabled and up. */
export const computeFilter: HostFilter = {
  name: 'ComputeFilter',
  check(host) {
    // Why is between administrators: the rejections are shown to whoever asked for the server.
    if (!host.enabled) return rejects('is disabled')
    return host.up ? fits : rejects(hostIsDown)
  },
}
