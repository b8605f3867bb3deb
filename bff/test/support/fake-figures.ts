/** How a guest of the cloud in memory does. */
export const diagnostics = {
  state: 'running',
  driver: 'libvirt',
  hypervisor: 'qemu',
  hypervisor_os: 'linux',
  uptime: 46_664,
  num_cpus: 2,
  num_disks: 1,
  num_nics: 1,
  config_drive: true,
  memory_details: { maximum: 512, used: 128 },
  cpu_details: [
    { id: 0, time: 17_300_000_000, utilisation: 15 },
    { id: 1, time: 9_100_000_000, utilisation: null },
  ],
  disk_details: [
    { read_bytes: 262_144, read_requests: 112, write_bytes: 5_778_432, write_requests: 488, errors_count: 0 },
  ],
  nic_details: [
    {
      mac_address: 'fa:16:3e:00:00:01',
      rx_octets: 2_070_139,
      rx_packets: 26_701,
      rx_errors: 1,
      rx_drop: 2,
      tx_octets: 140_208,
      tx_packets: 662,
      tx_errors: 4,
      tx_drop: 5,
    },
  ],
}

/** How its CPUs and memory lie. */
export const topology = {
  pagesize_kb: 4,
  nodes: [
    { memory_mb: 1024, siblings: [[0, 1]], vcpu_set: [0, 1], host_node: 0, cpu_pinning: { 0: 0, 1: 5 } },
    { memory_mb: 2048, siblings: [], vcpu_set: [2, 3] },
  ],
}

/** The only zone; `hosts` as administrators see them. */
export const zone = (hosts: Record<string, object> | null) => ({
  zoneName: 'nova',
  zoneState: { available: true },
  hosts,
})
