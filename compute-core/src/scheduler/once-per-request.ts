import type { HostRequest } from './host-request.ts'

/** Remembers what `read` makes of a request, which every host is then measured by. */
export function oncePerRequest<Found>(read: (request: HostRequest) => Found): (request: HostRequest) => Found {
  const known = new WeakMap<HostRequest, { found: Found }>()
  return (request) => {
    const before = known.get(request)
    if (before !== undefined) return before.found
    const found = read(request)
    known.set(request, { found })
    return found
  }
}
