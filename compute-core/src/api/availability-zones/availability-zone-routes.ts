import { z } from 'zod'
import { isUp } from '#domain/host/service-state'
import { isoMicros } from '#platform/clock'
import { internalZone, listServices, type Service } from '#store/service-store'
import type { ComputeDeps } from '../compute-deps.ts'
import { route } from '../route.ts'
import { availabilityZoneSchema } from './availability-zone-schema.ts'

interface Zone {
  name: string
  services: readonly Service[]
}

/** The zones by name, that of the control processes among them, those that take servers before the others. */
async function zonesOf({ db }: ComputeDeps): Promise<Zone[]> {
  const zones = [...Map.groupBy(await listServices(db), ({ zone }) => zone)].map(([name, services]) => ({
    name,
    services,
  }))
  return zones.toSorted(
    (a, b) => Number(isAvailable(b.services)) - Number(isAvailable(a.services)) || (a.name < b.name ? -1 : 1),
  )
}

/** A zone is available while one of its services is not disabled, be it up or not. */
const isAvailable = (services: readonly Service[]) => services.some(({ enabled }) => enabled)

type Clocks = Pick<ComputeDeps, 'clock' | 'config'>

const viewService = ({ clock, config }: Clocks, service: Service) => ({
  active: service.enabled,
  available: isUp(service, clock.now(), config.service_down_time),
  updated_at: isoMicros(service.lastSeenAt),
})

/** A zone with its hosts; of each the services that are not disabled. Of two processes on one host the one that was heard of last is told. */
function viewZone(clocks: Clocks, { name, services }: Zone) {
  const hosts: Record<string, Record<string, ReturnType<typeof viewService>>> = {}
  const latest = new Map<string, Service>()
  for (const service of services.filter(({ enabled }) => enabled)) {
    const key = `${service.host} ${service.binary}`
    if ((latest.get(key)?.lastSeenAt ?? new Date(0)) > service.lastSeenAt) continue
    latest.set(key, service)
    ;(hosts[service.host] ??= {})[service.binary] = viewService(clocks, service)
  }
  const isThere = isAvailable(services)
  return { zoneName: name, zoneState: { available: isThere }, hosts: isThere ? hosts : null }
}

const zonesSchema = z.strictObject({ availabilityZoneInfo: z.array(availabilityZoneSchema) })

/** Where servers can be put. */
export const availabilityZoneRoutes = [
  route('GET /os-availability-zone', {
    rule: 'os_compute_api:os-availability-zone:list',
    response: zonesSchema,
    summary: 'Lists the availability zones.',
    async handle(api) {
      const zones = (await zonesOf(api))
        // Not one to ask for, even when an aggregate is called so.
        .filter(({ name }) => name !== internalZone)
        .map(({ name, services }) => ({
          zoneName: name,
          zoneState: { available: isAvailable(services) },
          hosts: null,
        }))
      return { body: { availabilityZoneInfo: zones } }
    },
  }),
  route('GET /os-availability-zone/detail', {
    rule: 'os_compute_api:os-availability-zone:detail',
    response: zonesSchema,
    summary: 'Lists the availability zones with their hosts.',
    async handle(api) {
      return { body: { availabilityZoneInfo: (await zonesOf(api)).map((zone) => viewZone(api, zone)) } }
    },
  }),
]
