import { guestOptions } from '#domain/guest-options/guest-options'
import type { GuestSpec } from '#driver/compute-driver'
import type { ServerId } from '#platform/ids'
import { readCapabilities, readCpuSet } from './capabilities.ts'
import { choosePins } from './dedicated-cpus.ts'
import { optionSource } from './domain-xml/domain-xml.ts'
import type { Platform } from './domain-xml/platform.ts'
import type { Connection } from './ffi/connection.ts'
import { unless } from './ffi/libvirt-error.ts'
import { eachDomain } from './ffi/list-domains.ts'
import type { LibvirtHost } from './libvirt-host.ts'

type GuestCpus = Pick<Platform, 'pins' | 'sharedCpus'>

/**
 * Runs `start` with the host's CPUs that the guest runs on. Who has which is written in the domains themselves, so guests
 * that get CPUs of their own start one after the other.
 */
export async function withCpus(
  host: LibvirtHost,
  guest: GuestSpec,
  start: (cpus: GuestCpus) => Promise<void>,
): Promise<void> {
  const { cpuPolicy } = guestOptions(optionSource(guest))
  if (cpuPolicy.dedicated.length === 0 && host.dedicatedCpus.length === 0) return start({})
  const { cpus } = readCapabilities(
    await host.use((connection) => connection.call(connection.lib.virConnectGetCapabilities, connection.pointer)),
  )
  const others = cpus.map(({ id }) => id).filter((id) => !host.dedicatedCpus.includes(id))
  const shared = others.length > 0 ? others : cpus.map(({ id }) => id)
  if (cpuPolicy.dedicated.length === 0) return start({ sharedCpus: shared })
  return host.inTurnForCpus(async () => {
    const taken = await host.use((connection) => takenCpus(connection, guest.serverId))
    const pins = choosePins(cpuPolicy, guest.vcpus, { cpus, dedicated: host.dedicatedCpus, shared, taken })
    await start({ pins })
  })
}

/** The host's CPUs that each of our guests is kept to, for it alone or with others; one that may run on any is left out. */
export function guestsCpus(host: LibvirtHost): Promise<ReadonlyMap<ServerId, readonly number[]>> {
  return host.use(async (connection) => {
    const guests = new Map<ServerId, readonly number[]>()
    await eachDomain(connection, async (domain) => {
      if (!(await host.isOurs(domain))) return
      const xml = await domain.call((lib) => lib.virDomainGetXMLDesc, 0).catch(unless('NO_DOMAIN'))
      const cpus = cpusOfVcpus(xml ?? '')
      if (cpus.length > 0) guests.set(domain.serverId, cpus)
    })
    return guests
  })
}

/** The CPUs on which the vCPUs of a domain may run, as its XML has them; empty where nothing is said. */
export function cpusOfVcpus(xml: string): number[] {
  const sets = [...xml.matchAll(/<vcpupin [^>]*cpuset='([^']+)'/g), ...xml.matchAll(/<vcpu [^>]*cpuset='([^']+)'/g)]
  return [...new Set(sets.flatMap(([, cpus]) => readCpuSet(cpus ?? '')))].toSorted((a, b) => a - b)
}

/** The CPUs that any domain but `except` is pinned to; one that is off keeps its own, as it may only sleep. */
async function takenCpus(connection: Connection, except: ServerId): Promise<ReadonlySet<number>> {
  const taken = new Set<number>()
  await eachDomain(connection, async (domain) => {
    if (domain.serverId === except) return
    const xml = await domain.call((lib) => lib.virDomainGetXMLDesc, 0).catch(unless('NO_DOMAIN'))
    for (const [, cpus] of (xml ?? '').matchAll(/<(?:vcpupin|emulatorpin) [^>]*cpuset='([^']+)'/g))
      for (const cpu of readCpuSet(cpus ?? '')) taken.add(cpu)
  })
  return taken
}
