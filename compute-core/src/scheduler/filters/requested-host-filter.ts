import { fits, rejects, type HostFilter } from '../host-filter.ts'

/** Keeps the one host that was asked for, whatever the case of its letters. */
export const requestedHostFilter: HostFilter = {
  name: 'RequestedHost',
  check: ({ name }, { requestedHost }) =>
    requestedHost === null || requestedHost.toLowerCase() === name.toLowerCase()
      ? fits
      : rejects(`is not ${requestedHost}`),
}
