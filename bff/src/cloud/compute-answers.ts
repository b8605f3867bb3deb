/** A server as compute 2.104 shows it, as far as pages need. */
export interface ComputeServer {
  id: string
  name: string
  description: string | null
  status: string
  user_id: string
  tenant_id: string
  created: string
  updated: string
  progress?: number
  hostId: string
  addresses: Record<
    string,
    { addr: string; version: 4 | 6; 'OS-EXT-IPS:type'?: string; 'OS-EXT-IPS-MAC:mac_addr'?: string }[]
  >
  flavor: { original_name: string; vcpus: number; ram: number; disk: number; ephemeral: number; swap: number }
  image: { id: string } | '' | null
  key_name: string | null
  metadata: Record<string, string>
  tags?: string[]
  locked: boolean
  locked_reason: string | null
  config_drive: string
  fault?: { code: number; message: string; created: string; details?: string }
  'OS-EXT-STS:vm_state': string
  'OS-EXT-STS:task_state': string | null
  'OS-EXT-STS:power_state': number
  'OS-EXT-AZ:availability_zone': string
  'OS-SRV-USG:launched_at': string | null
  'OS-EXT-SRV-ATTR:hostname'?: string
  'OS-EXT-SRV-ATTR:host'?: string | null
  'OS-EXT-SRV-ATTR:instance_name'?: string
}

/** One step of an action. */
export interface ComputeActionEvent {
  event: string
  start_time: string
  finish_time: string | null
  result: string | null
  traceback?: string | null
  details?: string | null
  host?: string
}

/** Something that was asked of a server. */
export interface ComputeAction {
  action: string
  message: string | null
  request_id: string
  start_time: string
  updated_at: string | null
  user_id: string
  events?: ComputeActionEvent[]
}

export interface ComputeFlavor {
  id: string
  name: string
  vcpus: number
  ram: number
  disk: number
  description?: string | null
  'OS-FLV-DISABLED:disabled'?: boolean
}

export interface ComputeKeyPair {
  name: string
  type: string
  fingerprint: string
  public_key: string
  private_key?: string
  created_at?: string
}

/** What a project may have and has. -1 is no limit. */
export interface ComputeLimits {
  limits: {
    absolute: {
      maxTotalInstances: number
      maxTotalCores: number
      maxTotalRAMSize: number
      maxTotalKeypairs: number
      totalInstancesUsed: number
      totalCoresUsed: number
      totalRAMUsed: number
    }
  }
}

export interface GlanceImage {
  id: string
  name: string | null
  status: string
  visibility: string
  owner: string | null
  protected?: boolean
  size: number | null
  virtual_size?: number | null
  disk_format: string | null
  container_format: string | null
  min_disk: number
  min_ram: number
  os_hash_algo?: string | null
  os_hash_value?: string | null
  checksum?: string | null
  created_at: string
  updated_at: string
  tags?: string[]
}

export interface NeutronNetwork {
  id: string
  name: string
  status: string
  shared: boolean
  'router:external'?: boolean
}

/** A network card that is there before its server. */
export interface NeutronPort {
  id: string
  name: string
  network_id: string
  /** The server that has it; empty while nobody has. */
  device_id: string
  fixed_ips: { ip_address: string }[]
}

/** A zone; its hosts, with their services, for administrators. */
export interface ComputeZone {
  zoneName: string
  zoneState: { available: boolean }
  hosts?: Record<string, Record<string, unknown>> | null
}

export interface ComputeServerGroup {
  id: string
  name: string
  policy: 'affinity' | 'anti-affinity' | 'soft-affinity' | 'soft-anti-affinity'
  rules?: { max_server_per_host?: number }
  members: string[]
}

/** How a guest does (2.48), memory in MiB, times in ns; a driver leaves null what it does not know. */
export interface ComputeDiagnostics {
  state: string
  driver: string
  hypervisor: string | null
  hypervisor_os: string | null
  uptime: number | null
  memory_details: { maximum: number | null; used: number | null }
  cpu_details: { id: number | null; time: number | null; utilisation: number | null }[]
  disk_details: Record<
    'read_bytes' | 'read_requests' | 'write_bytes' | 'write_requests' | 'errors_count',
    number | null
  >[]
  nic_details: ({ mac_address: string | null } & Record<
    'rx_octets' | 'rx_packets' | 'rx_errors' | 'rx_drop' | 'tx_octets' | 'tx_packets' | 'tx_errors' | 'tx_drop',
    number | null
  >)[]
}

/** How a guest's CPUs and memory lie; where on the host, for administrators. */
export interface ComputeTopology {
  pagesize_kb?: number | null
  nodes: {
    memory_mb: number
    vcpu_set: number[]
    siblings: number[][]
    host_node?: number
    cpu_pinning?: Record<string, number>
  }[]
}

/** A network card of a guest, by its port. */
export interface ComputeInterface {
  port_id: string
  net_id: string
  mac_addr: string
  port_state: string
  fixed_ips: { ip_address: string }[]
}
