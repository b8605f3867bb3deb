import { satisfies } from '../extra-spec-match.ts'
import { fits, rejects, type HostFilter } from '../host-filter.ts'
import type { HostState } from '../host-state.ts'

const scope = 'capabilities:'

/**
 * Keeps the hosts whose capabilities satisfy the flavor's `capabilities:` extra specs, and those without a scope that name one.
 * Other scopes are not about hosts.
 */
export const computeCapabilitiesFilter: HostFilter = {
  name: 'ComputeCapabilitiesFilter',
  check(host, { flavor }) {
    for (const [key, rule] of Object.entries(flavor.extraSpecs)) {
      const scoped = key.startsWith(scope)
      if (!scoped && key.includes(':')) continue
      const has = lookUp(capabilities(host), (scoped ? key.slice(scope.length) : key).split(':'))
      if (has === undefined && !scoped) continue
      if (has === undefined) return rejects(`has no capability ${key}`)
      if (!satisfies(has, rule))
        return rejects(`has ${key} ${JSON.stringify(has)}, not ${rule}`, `has another ${key} than ${rule}`)
    }
    return fits
  },
}

const capabilities = ({ name, facts, vcpu, ramMb, diskGb }: HostState) => ({
  hypervisor_hostname: name,
  hypervisor_type: facts.hypervisorType,
  hypervisor_version: facts.hypervisorVersion,
  vcpus_total: vcpu.total,
  total_usable_ram_mb: ramMb.total,
  total_usable_disk_gb: diskGb.total,
  cpu_info: facts.cpuInfo,
})

const lookUp = (from: unknown, [name, ...rest]: readonly string[]): unknown => {
  if (name === undefined) return from
  if (typeof from !== 'object' || from === null || !Object.hasOwn(from, name)) return undefined
  return lookUp((from as Record<string, unknown>)[name], rest)
}
