import type { GuestCounters } from '#domain/guest-metrics/guest-figures'
import type { GuestDiagnostics, GuestSpec, NicTraffic } from '#driver/compute-driver'
import type { PowerState } from '#domain/server/power-state'

/** The figures of a guest that exists in memory only: what it has counted, all of it on its first disk and its first card. */
export function fakeDiagnostics(
  { spec, power }: { spec: GuestSpec; power: PowerState },
  counted: GuestCounters,
): GuestDiagnostics {
  const timeNs = Math.floor((counted.cpuTimeNs ?? 0) / spec.vcpus)
  const of = (index: number, count: number | null) => (index === 0 ? (count ?? 0) : 0)
  const way = (octets: number, packets: number): NicTraffic => ({ octets, packets, errors: 0, drop: 0 })
  return {
    power,
    hypervisor: 'fake',
    cpus: Array.from({ length: spec.vcpus }, () => ({ timeNs })),
    disks: spec.disks.map((_disk, index) => ({
      device: `vd${String.fromCodePoint(97 + index)}`,
      readRequests: of(index, counted.diskReadRequests),
      readBytes: of(index, counted.diskReadBytes),
      writeRequests: of(index, counted.diskWriteRequests),
      writeBytes: of(index, counted.diskWriteBytes),
      errors: 0,
    })),
    nics: spec.nics.map(({ mac }, index) => ({
      device: `tap${index}`,
      mac,
      rx: way(of(index, counted.rxBytes), of(index, counted.rxPackets)),
      tx: way(of(index, counted.txBytes), of(index, counted.txPackets)),
    })),
    memory: { maximumKib: spec.ramMb * 1024, stats: { actual: spec.ramMb * 1024 } },
  }
}
