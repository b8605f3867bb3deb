import type { GuestDiagnostics, NicTraffic } from '#driver/compute-driver'
import type { Server } from '#domain/server/server'

const toMib = (kib: number) => Math.floor(kib / 1024)

/** The figures in the shape that all drivers share, from 2.48 on; what nobody measures is null. */
export function viewDiagnostics(input: GuestDiagnostics, server: Server, now: Date) {
  const { power, hypervisor, cpus, disks, nics, memory } = input
  const usedKib = memory.stats['actual']
  return {
    state: power,
    // The schema knows no other of ours: the fake driver stands for this one.
    driver: 'libvirt',
    hypervisor,
    hypervisor_os: 'linux',
    uptime: server.launchedAt && Math.max(0, Math.floor((now.getTime() - server.launchedAt.getTime()) / 1000)),
    config_drive: server.configDrive,
    num_cpus: cpus.length,
    num_nics: nics.length,
    num_disks: disks.length,
    memory_details: { maximum: toMib(memory.maximumKib), used: usedKib === undefined ? null : toMib(usedKib) },
    cpu_details: cpus.map(({ timeNs }, id) => ({ id, time: timeNs, utilisation: null })),
    nic_details: nics.map(({ mac, rx, tx }) => ({ mac_address: mac, ...direction('rx', rx), ...direction('tx', tx) })),
    disk_details: disks.map(({ readBytes, readRequests, writeBytes, writeRequests, errors }) => ({
      read_bytes: readBytes,
      read_requests: readRequests,
      write_bytes: writeBytes,
      write_requests: writeRequests,
      errors_count: errors < 0 ? null : errors,
    })),
  }
}

const direction = (way: 'rx' | 'tx', { octets, errors, drop, packets }: NicTraffic) => ({
  [`${way}_octets`]: octets,
  [`${way}_errors`]: errors,
  [`${way}_drop`]: drop,
  [`${way}_packets`]: packets,
  [`${way}_rate`]: null,
})

/** The figures as libvirt's names had them before 2.48: one flat object, its keys after the guest's devices. */
export function viewOldDiagnostics({ cpus, disks, nics, memory }: GuestDiagnostics): Record<string, number> {
  return Object.fromEntries([
    ...cpus.map(({ timeNs }, id): Figure => [`cpu${id}_time`, timeNs]),
    ...disks.flatMap((disk): Figure[] => [
      [`${disk.device}_read_req`, disk.readRequests],
      [`${disk.device}_read`, disk.readBytes],
      [`${disk.device}_write_req`, disk.writeRequests],
      [`${disk.device}_write`, disk.writeBytes],
      [`${disk.device}_errors`, disk.errors],
    ]),
    ...nics.flatMap(({ device, rx, tx }) => [...oldTraffic(`${device}_rx`, rx), ...oldTraffic(`${device}_tx`, tx)]),
    ['memory', memory.maximumKib],
    ...Object.entries(memory.stats).map(([name, value]): Figure => [`memory-${name.replaceAll('-', '_')}`, value]),
  ] satisfies Figure[])
}

type Figure = [name: string, value: number]

const oldTraffic = (name: string, { octets, packets, errors, drop }: NicTraffic): Figure[] => [
  [name, octets],
  [`${name}_packets`, packets],
  [`${name}_errors`, errors],
  [`${name}_drop`, drop],
]
