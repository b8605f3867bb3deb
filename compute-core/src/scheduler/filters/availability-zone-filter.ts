import { fits, rejects, type HostFilter } from '../host-filter.ts'

/** Keeps the hosts of the zone that was asked for. */
export const availabilityZoneFilter: HostFilter = {
  name: 'AvailabilityZone',
  check: ({ zone }, request) =>
    request.zone === null || request.zone === zone ? fits : rejects(`is in zone ${zone}, not ${request.zone}`),
}
