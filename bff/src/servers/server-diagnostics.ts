import type { CloudClient } from '../cloud/cloud-client.ts'
import type { DiagnosticsView } from '@kilonova/compute-core/api/server-diagnostics/diagnostics-schema'
import type { TopologyView } from '@kilonova/compute-core/api/server-topology/topology-schema'
import { Refusal, type RefusalBody } from '../cloud/refusal.ts'
import type { Session } from '../request/session.ts'

/** A part of a page, or why it was refused, so that one failing part leaves the others usable. */
export type OrRefused<Part> = { value: Part; refused: null } | { value: null; refused: RefusalBody }

/** A guest's diagnostics, for whom the policy lets, and its CPU and memory topology, for everybody. */
export async function serverDiagnostics(cloud: CloudClient, serverPath: string, session: Session) {
  const [diagnostics, topology] = await Promise.all([
    session.refused['os_compute_api:os-server-diagnostics'] === undefined
      ? orRefused(cloud.read<DiagnosticsView>('compute', `${serverPath}/diagnostics`).then(diagnosticsView))
      : null,
    orRefused(cloud.read<TopologyView>('compute', `${serverPath}/topology`).then(topologyView)),
  ])
  return { diagnostics, topology }
}

async function orRefused<Part>(part: Promise<Part>): Promise<OrRefused<Part>> {
  try {
    return { value: await part, refused: null }
  } catch (error) {
    // Of a server that is gone, or not theirs, there is no page to have parts.
    if (error instanceof Refusal && error.body.status !== 401 && error.body.status !== 404)
      return { value: null, refused: error.body }
    throw error
  }
}

const diagnosticsView = (figures: DiagnosticsView) => ({
  state: figures.state,
  driver: figures.driver,
  hypervisor: figures.hypervisor,
  hypervisorOs: figures.hypervisor_os,
  uptimeSeconds: figures.uptime,
  memoryMaximumMb: figures.memory_details.maximum,
  memoryUsedMb: figures.memory_details.used,
  cpus: figures.cpu_details.map(({ id, time, utilisation }, index) => ({
    id: id ?? index,
    timeNs: time,
    utilisationPercent: utilisation,
  })),
  disks: figures.disk_details.map((disk, index) => ({
    id: index,
    readBytes: disk.read_bytes,
    readRequests: disk.read_requests,
    writeBytes: disk.write_bytes,
    writeRequests: disk.write_requests,
    errors: disk.errors_count,
  })),
  nics: figures.nic_details.map((nic) => ({
    mac: nic.mac_address,
    rxBytes: nic.rx_octets,
    rxPackets: nic.rx_packets,
    rxErrors: nic.rx_errors,
    rxDropped: nic.rx_drop,
    txBytes: nic.tx_octets,
    txPackets: nic.tx_packets,
    txErrors: nic.tx_errors,
    txDropped: nic.tx_drop,
  })),
})

/** The page's view of a topology. */
export const topologyView = ({ nodes, pagesize_kb }: TopologyView) => ({
  pageKb: pagesize_kb,
  nodes: nodes.map((node, index) => ({
    id: index,
    memoryMb: node.memory_mb,
    vcpus: node.vcpu_set,
    siblings: node.siblings,
    hostNode: node.host_node ?? null,
    pinning: Object.entries(node.cpu_pinning ?? {}).map(([vcpu, hostCpu]) => ({ vcpu: Number(vcpu), hostCpu })),
  })),
})
