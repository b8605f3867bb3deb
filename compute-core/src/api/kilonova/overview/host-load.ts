import type { HostFigures } from '#store/guest-sample-store'
import type { OverviewView } from './overview-schema.ts'

type BusyHost = OverviewView['busiest'][number]

/** A host with what it has and what its servers were promised. */
export interface LoadedHost {
  name: string
  servers: number
  facts: { vcpus: number; ramMb: number }
  inventories: Readonly<Record<string, { total: number; reserved: number; allocationRatio: number; used: number }>>
}

/** Hosts with servers: the one whose CPUs or memory are used most comes first, then those that nobody measures, by what is promised. */
export function busiestHosts(hosts: readonly LoadedHost[], figures: readonly HostFigures[]): BusyHost[] {
  const byName = new Map(figures.map((one) => [one.hostName, one]))
  return hosts
    .filter(({ servers }) => servers > 0)
    .map((host) => viewLoad(host, byName.get(host.name)))
    .toSorted((a, b) => busy(b) - busy(a) || (b.promised_share ?? 0) - (a.promised_share ?? 0) || b.servers - a.servers)
}

/** What the servers of all hosts use, taken together. */
export const loadOfAll = (figures: readonly HostFigures[]): OverviewView['load'] => ({
  servers: figures.reduce((sum, { guests }) => sum + guests, 0),
  vcpus_used: sumOf(figures.map(({ vcpusUsed }) => vcpusUsed)),
  memory_mb: sumOf(figures.map(({ memoryMb }) => memoryMb)),
})

const busy = ({ cpu_share: cpu, memory_share: memory }: BusyHost) => Math.max(cpu ?? -1, memory ?? -1)

function viewLoad({ name, servers, facts, inventories }: LoadedHost, figures: HostFigures | undefined): BusyHost {
  const { VCPU: vcpu } = inventories
  const limit = vcpu ? (vcpu.total - vcpu.reserved) * vcpu.allocationRatio : 0
  return {
    host: name,
    servers,
    cpu_share: shareOf(figures?.vcpusUsed, facts.vcpus),
    memory_share: shareOf(figures?.memoryMb, facts.ramMb),
    promised_share: shareOf(vcpu?.used, limit),
  }
}

const shareOf = (used: number | null | undefined, of: number): number | null =>
  used === null || used === undefined || of <= 0 ? null : rounded(used / of)

const sumOf = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : rounded(known.reduce((sum, value) => sum + value, 0))
}

const rounded = (value: number) => Math.round(value * 1000) / 1000
