import { hostname } from 'node:os'
import { z } from 'zod'
import { isUp } from '#domain/host/service-state'
import { isoMicros } from '#platform/clock'
import { type HostInUse, listHostsInUse } from '#store/host-queries'
import type { ComputeDeps } from '../compute-deps.ts'
import { route } from '../route.ts'
import { availabilityZoneSchema } from './availability-zone-schema.ts'

interface Zone {
  name: string
  hosts: readonly HostInUse[]
}

/** The zones of hosts by name, those that take servers before the others. */
async function zonesOf({ db }: ComputeDeps): Promise<Zone[]> {
  const zones = [...Map.groupBy(await listHostsInUse(db), ({ zone }) => zone)].map(([name, hosts]) => ({ name, hosts }))
  return zones.toSorted(
    (a, b) => Number(isAvailable(b.hosts)) - Number(isAvailable(a.hosts)) || (a.name < b.name ? -1 : 1),
  )
}

/** A zone is available while one of its hosts takes servers, be it up or not. */
const isAvailable = (hosts: readonly HostInUse[]) => hosts.some(({ enabled }) => enabled)

const internal = 'internal'

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
    zoneName: internal,
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
      const zones = (await zonesOf(api))
        // Not one to ask for, even when an aggregate is called so.
        .filter(({ name }) => name !== internal)
        .map(({ name, hosts }) => ({ zoneName: name, zoneState: { available: isAvailable(hosts) }, hosts: null }))
      return { body: { availabilityZoneInfo: zones } }
    },
  }),
  route('GET /os-availability-zone/detail', {
    rule: 'os_compute_api:os-availability-zone:detail',
    response: zonesSchema,
    summary: 'Lists the availability zones with their hosts.',
    async handle(api) {
      const zones = (await zonesOf(api)).map(({ name, hosts }) => ({
        zoneName: name,
        zoneState: { available: isAvailable(hosts) },
        hosts: isAvailable(hosts)
          ? Object.fromEntries(
              hosts.filter(({ enabled }) => enabled).map((host) => [host.name, computeService(api, host)]),
            )
          : null,
      }))
      return { body: { availabilityZoneInfo: [internalZone(api), ...zones] } }
    },
  }),
]
