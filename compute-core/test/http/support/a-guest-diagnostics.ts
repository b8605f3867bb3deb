import type { GuestDiagnostics, NicTraffic } from '#driver/compute-driver'

const traffic: NicTraffic = { octets: 2_070_139, packets: 26_701, errors: 0, drop: 0 }

/** What a hypervisor measures of the guest in Nova's samples. */
export const aGuestDiagnostics: GuestDiagnostics = {
  power: 'running',
  hypervisor: 'kvm',
  cpus: [{ timeNs: 17_300_000_000 }],
  disks: [
    { device: 'vda', readRequests: 112, readBytes: 262_144, writeRequests: 488, writeBytes: 5_778_432, errors: -1 },
  ],
  nics: [{ device: 'vnet1', mac: '01:23:45:67:89:ab', rx: traffic, tx: traffic }],
  memory: { maximumKib: 524_288, stats: {} },
}
