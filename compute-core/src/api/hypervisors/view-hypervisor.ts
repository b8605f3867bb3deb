import { isUp, numberOf } from '#domain/host/service-state'
import { uptimeLine } from '#domain/host/uptime-line'
import { type Fields, history, without } from '#platform/service/history'
import type { HostInUse } from '#store/host-queries'
import type { ComputeDeps } from '../compute-deps.ts'
import type { RequestContext } from '../route.ts'

const usageOf = (host: HostInUse): Fields => ({
  vcpus: host.facts.vcpus,
  memory_mb: host.facts.ramMb,
  local_gb: host.facts.diskGb,
  vcpus_used: host.usedVcpus,
  memory_mb_used: host.usedRamMb,
  local_gb_used: host.usedDiskGb,
  free_ram_mb: host.facts.ramMb - host.usedRamMb,
  free_disk_gb: host.facts.diskGb - host.usedDiskGb,
  current_workload: host.busyServers,
  running_vms: host.servers,
  disk_available_least: host.facts.diskGb - host.usedDiskGb,
})

const cpuInfo = (host: HostInUse) => ({ cpu_info: host.facts.cpuInfo })

/** What hypervisors looked like before. Newest first. */
const hypervisorHistory = history<{ host: HostInUse; inFull: boolean }>([
  {
    since: '2.88',
    what: 'How full a host is stands in placement; hypervisors say how long they have been up.',
    downgradeView: (view, { host, inFull }) =>
      inFull ? { ...without('uptime')(view), ...usageOf(host), ...cpuInfo(host) } : view,
  },
  {
    since: '2.75',
    what: 'No servers are an empty list.',
    downgradeView: (view) =>
      (view['servers'] as unknown[] | undefined)?.length === 0 ? without('servers')(view) : view,
  },
  {
    since: '2.53',
    what: 'Hypervisors have UUIDs.',
    downgradeView: (view, { host }) => ({
      ...view,
      id: numberOf(host.id),
      ...('service' in view && { service: { ...(view['service'] as Fields), id: numberOf(host.serviceId) } }),
    }),
  },
  {
    since: '2.28',
    what: 'What a CPU can do is an object.',
    downgradeView: (view) => ('cpu_info' in view ? { ...view, cpu_info: JSON.stringify(view['cpu_info']) } : view),
  },
])

type Servers = readonly { name: string; uuid: string }[] | undefined

/** A host's hypervisor as lists have it, or in full. */
export function viewHypervisor(
  api: ComputeDeps,
  context: RequestContext,
  host: HostInUse,
  inFull: boolean,
  servers: Servers,
): Fields {
  const view = { ...inShort(api, host), ...(inFull && details(api, host)), ...(servers && { servers }) }
  return hypervisorHistory.downgradeView(context.version, view, { host, inFull })
}

const inShort = ({ clock, config }: ComputeDeps, host: HostInUse) => ({
  id: host.id,
  hypervisor_hostname: host.name,
  state: isUp(host, clock.now(), config.service_down_time) ? 'up' : 'down',
  status: host.enabled ? 'enabled' : 'disabled',
})

/** How long the host has been up, in a line; undefined where it does not say. On a fake one nobody works and nothing is busy. */
export function uptimeOf({ clock }: Pick<ComputeDeps, 'clock'>, { facts }: HostInUse): string | undefined {
  if (facts.bootedAt === undefined) return undefined
  const load = facts.hypervisorType === 'fake' ? { users: 0, averages: [0, 0, 0] } : undefined
  return uptimeLine(new Date(facts.bootedAt), clock.now(), load)
}

const details = (api: ComputeDeps, host: HostInUse) => ({
  hypervisor_type: host.facts.hypervisorType,
  hypervisor_version: host.facts.hypervisorVersion,
  host_ip: host.hostIp ?? '127.0.0.1',
  service: { id: host.serviceId, host: host.name, disabled_reason: host.disabledReason },
  uptime: uptimeOf(api, host) ?? null,
})

/** All hosts that take servers, added up. */
export function viewStatistics(hosts: readonly HostInUse[]): Fields {
  const usages = hosts.filter(({ enabled }) => enabled).map(usageOf)
  const names = Object.keys(usageOf(emptyHost))
  const total = (name: string) => usages.reduce((sum, usage) => sum + Number(usage[name]), 0)
  return { count: usages.length, ...Object.fromEntries(names.map((name) => [name, total(name)])) }
}

const emptyHost = { facts: { vcpus: 0, ramMb: 0, diskGb: 0 } } as HostInUse
