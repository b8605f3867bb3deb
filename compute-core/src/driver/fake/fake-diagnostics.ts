import type { GuestDiagnostics, GuestSpec, NicTraffic } from '#driver/compute-driver'
import type { PowerState } from '#domain/server/power-state'

/** The figures of a guest that exists in memory only: its processors have worked a tenth of its time, its disks and cards never. */
export function fakeDiagnostics(guest: { spec: GuestSpec; power: PowerState; startedAt: Date }): GuestDiagnostics {
  const { spec, power, startedAt } = guest
  const timeNs = (Date.now() - startedAt.getTime()) * 100_000
  const none: NicTraffic = { octets: 0, packets: 0, errors: 0, drop: 0 }
  return {
    power,
    hypervisor: 'fake',
    cpus: Array.from({ length: spec.vcpus }, () => ({ timeNs })),
    disks: spec.disks.map((_disk, index) => ({
      device: `vd${String.fromCodePoint(97 + index)}`,
      readRequests: 0,
      readBytes: 0,
      writeRequests: 0,
      writeBytes: 0,
      errors: 0,
    })),
    nics: spec.nics.map(({ mac }, index) => ({ device: `tap${index}`, mac, rx: none, tx: none })),
    memory: { maximumKib: spec.ramMb * 1024, stats: { actual: spec.ramMb * 1024 } },
  }
}
