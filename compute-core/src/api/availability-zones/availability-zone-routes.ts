import { hostname } from 'node:os'
import { z } from 'zod'
import { isUp } from '#domain/host/service-state'
import { isoMicros } from '#platform/clock'
import { type HostInUse, listHostsInUse } from '#store/host-queries'
import type { ComputeDeps } from '../compute-deps.ts'
import { route } from '../route.ts'
import { availabilityZoneSchema } from './availability-zone-schema.ts'

/** Zones with their hosts; a zone is available while one of its hosts takes servers. */
async function zonesOf({ db }: ComputeDeps): Promise<Map<string, HostInUse[]>> {
  return Map.groupBy(await listHostsInUse(db), ({ zone }) => zone)
}

const isAvailable = (hosts: readonly HostInUse[]) => hosts.some(({ enabled }) => enabled)

const computeService = ({ clock, config }: ComputeDeps, host: HostInUse) => ({
  'nova-compute': {
    active: host.enabled,
    available: isUp(host, clock.now(), config.service_down_time),
    updated_at: isoMicros(host.lastSeenAt),
  },
})

/** The zone of the cloud's own services, which Nova shows to whoever sees hosts: whoever answers here runs them, and so they are up. */
const internalZone = ({ clock }: ComputeDeps) => {
  const service = { active: true, available: true, updated_at: isoMicros(clock.now()) }
  return {
    zoneName: 'internal',
    zoneState: { available: true },
    hosts: { [hostname()]: { 'nova-conductor': service, 'nova-scheduler': service } },
  }
}

const zonesSchema = z.strictObject({ availabilityZoneInfo: z.array(availabilityZoneSchema) })

/** Where servers can be put. */
export const availabilityZoneRoutes = [
  route('GET /os-availability-zone', {
    rule: 'os_compute_api:os-availability-zone:list',
    response: zonesSchema,
    summary: 'Lists the availability zones.',
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
    response: zonesSchema,
    summary: 'Lists the availability zones with their hosts.',
    async handle(api) {
      const zones = [...(await zonesOf(api))].map(([zoneName, hosts]) => ({
        zoneName,
        zoneState: { available: isAvailable(hosts) },
        hosts: Object.fromEntries(hosts.map((host) => [host.name, computeService(api, host)])),
      }))
      return { body: { availabilityZoneInfo: [internalZone(api), ...zones] } }
    },
  }),
]
