import { readFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { release, type, uptime } from 'node:os'
import { getSystemErrorMap } from 'node:util'
import type { HostFacts } from '#driver/compute-driver'
import { unavailable } from '#platform/errors'
import { readCapabilities } from './capabilities.ts'
import { readDomainCapabilities, type DomainCapabilities } from './domain-capabilities.ts'
import type { DomainType } from './domain-xml/platform.ts'
import type { Connection } from './ffi/connection.ts'
import { unless } from './ffi/libvirt-error.ts'
import type { LibvirtHost } from './libvirt-host.ts'
import { hostTraits } from './host-traits.ts'

const gigabyte = 1024 ** 3
// Reckoned once: facts that change wake all who look at hosts.
const bootedAt = new Date(Date.now() - uptime() * 1000).toISOString()
const bootId = readBootId()

/** What the host is and has, from libvirt and from the file system of the disks. */
export async function facts(host: LibvirtHost): Promise<HostFacts> {
  const [diskGb, { node, ...said }] = await Promise.all([
    diskGbOf(host.disksFolder),
    host.use((connection) => askHypervisor(connection, host.domainType)),
  ])
  const { arch, model, vendor, features, guests, cells } = readCapabilities(said.capabilities)
  return {
    hostname: said.hostname,
    bootedAt,
    ...(bootId !== undefined && { bootId }),
    hypervisorType: said.type,
    hypervisorVersion: said.version,
    libvirtVersion: said.libvirtVersion,
    driverName: 'libvirt',
    kernel: `${type()} ${release()}`,
    cpuInfo: {
      arch,
      model,
      vendor,
      topology: { cells: node.cells, sockets: node.sockets, cores: node.cores, threads: node.threads },
      features,
    },
    vcpus: node.cpus,
    dedicatedCpus: host.dedicatedCpus.length,
    ...(cells.length > 0 && {
      cells: cells.map((cell) => ({
        ...cell,
        dedicatedCpus: cell.cpus.filter((cpu) => host.dedicatedCpus.includes(cpu)),
      })),
    }),
    ramMb: node.ramMb,
    diskGb,
    // libvirt lists KVM for a device file that may hang whoever opens it; we offer only what we would use.
    supportedInstances: guests.filter(([, type]) => type !== 'kvm' || host.domainType === 'kvm'),
    traits: [
      ...hostTraits(host.domainType, arch, features, said.machines),
      ...(node.threads > 1 ? ['HW_CPU_HYPERTHREADING'] : []),
    ],
  }
}

async function askHypervisor(connection: Connection, type: DomainType) {
  const { lib, pointer } = connection
  const version = [0]
  await connection.call(lib.virConnectGetVersion, pointer, version)
  const libvirtVersion = [0]
  await connection.call(lib.virConnectGetLibVersion, pointer, libvirtVersion)
  return {
    version: Number(version[0]),
    libvirtVersion: Number(libvirtVersion[0]),
    type: await connection.call(lib.virConnectGetType, pointer),
    hostname: await connection.call(lib.virConnectGetHostname, pointer),
    capabilities: await connection.call(lib.virConnectGetCapabilities, pointer),
    machines: await machinesOf(connection, type),
    node: await nodeInfo(connection),
  }
}

/** What the machines that images can choose have to offer; libvirt's mock hypervisor knows no machines. */
async function machinesOf(connection: Connection, type: DomainType): Promise<DomainCapabilities[]> {
  if (type === 'test') return []
  return [await machineOf(connection, type, 'pc'), await machineOf(connection, type, 'q35')]
}

async function machineOf(connection: Connection, type: DomainType, machine: string): Promise<DomainCapabilities> {
  const { lib, pointer } = connection
  const xml = await connection
    .call(lib.virConnectGetDomainCapabilities, pointer, null, 'x86_64', machine, type, 0)
    .catch(unless('NO_SUPPORT', 'INVALID_ARG'))
  return readDomainCapabilities(xml ?? '')
}

/** virNodeInfo: char model[32]; unsigned long memory (KiB); unsigned cpus, mhz, nodes, sockets, cores, threads. */
async function nodeInfo(connection: Connection) {
  const bytes = Buffer.alloc(64)
  await connection.call(connection.lib.virNodeGetInfo, connection.pointer, bytes)
  const [cpus, , cells, sockets, cores, threads] = [0, 1, 2, 3, 4, 5].map((nth) => bytes.readUInt32LE(40 + 4 * nth))
  const ramMb = Number(bytes.readBigUInt64LE(32) / 1024n)
  return { ramMb, cpus: cpus ?? 0, cells: cells ?? 1, sockets: sockets ?? 1, cores: cores ?? 1, threads: threads ?? 1 }
}

/** The kernel makes one up at each start. */
function readBootId(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() || undefined
  } catch {
    return undefined // not Linux
  }
}

async function diskGbOf(folder: string): Promise<number> {
  try {
    const { blocks, bsize } = await statfs(folder)
    return Math.floor((blocks * bsize) / gigabyte)
  } catch (cause) {
    const why = getSystemErrorMap().get((cause as { errno?: number }).errno ?? 0)?.[1] ?? String(cause)
    throw unavailable(`The folder ${folder} for disks`, `Make it, or name another one. (${why})`, cause)
  }
}
