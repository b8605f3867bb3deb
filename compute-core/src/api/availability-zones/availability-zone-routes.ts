import { isUp } from '#domain/host/service-state'
import { isoMicros } from '#platform/clock'
import { type Host, listHosts } from '#store/host-queries'
import type { ComputeDeps } from '../compute-deps.ts'
import { route } from '../route.ts'

/** Zones with their hosts; a zone is available while one of its hosts takes servers. */
async function zonesOf({ db }: ComputeDeps): Promise<Map<string, Host[]>> {
  return Map.groupBy(await listHosts(db), ({ zone }) => zone)
}

const isAvailable = (hosts: readonly Host[]) => hosts.some(({ enabled }) => enabled)

const computeService = ({ clock, config }: ComputeDeps, host: Host) => ({
  'nova-compute': {
    active: host.enabled,
    available: isUp(host, clock.now(), config.service_down_time),
    updated_at: isoMicros(host.lastSeenAt),
  },
})

/** Where servers can be put. */
export const availabilityZoneRoutes = [
  route('GET /os-availability-zone', {
    rule: 'os_compute_api:os-availability-zone:list',
    async handle(api) {
      const zones = [...(await zonesOf(api))].map(([zoneName, hosts]) => ({
        zoneName,
        zoneState: { available: isAvailable(hosts) },
        hosts: null,
      }))
      return { body: { availabilityZoneInfo: zones } }
    },
  }),
  route('GET /os-availability-zone/detail', {
    rule: 'os_compute_api:os-availability-zone:detail',
    async handle(api) {
      const zones = [...(await zonesOf(api))].map(([zoneName, hosts]) => ({
        zoneName,
        zoneState: { available: isAvailable(hosts) },
        hosts: Object.fromEntries(hosts.map((host) => [host.name, computeService(api, host)])),
      }))
      return { body: { availabilityZoneInfo: zones } }
    },
  }),
]
