import { wholeNumber } from './parse.ts'
import { fromFlavor } from './reconcile.ts'
import { refusal, spec, type GuestOptionSource } from './option-text.ts'

const diskLimits = [
  'read_bytes_sec',
  'read_iops_sec',
  'write_bytes_sec',
  'write_iops_sec',
  'total_bytes_sec',
  'total_iops_sec',
] as const

/** What each local disk of the guest may do in a second; only what the flavor limits is named, as libvirt names it. */
export function readDiskLimits(source: GuestOptionSource) {
  for (const unit of ['bytes_sec', 'iops_sec'])
    refuseBoth(source, `quota:disk_total_${unit}`, [`quota:disk_read_${unit}`, `quota:disk_write_${unit}`])
  return numbers(source, 'quota:disk_', diskLimits)
}

/** What each network card of the guest may send (`outbound`) and get (`inbound`), in KB and KB/s; undefined is no limit. */
export function readNetworkLimits(source: GuestOptionSource) {
  return { inbound: bandwidth(source, 'inbound'), outbound: bandwidth(source, 'outbound') }
}

/** The guest's part of the host's CPUs, in the kernel's terms; only what the flavor sets is named. */
export const readCpuTuning = (source: GuestOptionSource) => ({
  shares: fromFlavor('quota:cpu_shares', wholeNumber(0))(source),
  periodUs: fromFlavor('quota:cpu_period', wholeNumber(0))(source),
  quotaUs: fromFlavor('quota:cpu_quota', wholeNumber(-1))(source),
})

function bandwidth(source: GuestOptionSource, direction: 'inbound' | 'outbound') {
  const prefix = `quota:vif_${direction}_`
  const { average, ...rest } = numbers(source, prefix, ['average', 'peak', 'burst'] as const)
  if (average !== undefined) return { average, ...rest }
  for (const [name, value] of Object.entries(rest))
    if (value !== undefined)
      throw refusal(spec(source, prefix + name)!, `set ${prefix}average as well, which it is beside.`)
  return undefined
}

function refuseBoth(source: GuestOptionSource, key: string, others: readonly string[]): void {
  const option = spec(source, key)
  const other = others.find((name) => spec(source, name) !== undefined)
  if (option !== undefined && other !== undefined)
    throw refusal(option, `and it has ${other} as well: limit either the total or the parts.`)
}

function numbers<const Name extends string>(source: GuestOptionSource, prefix: string, names: readonly Name[]) {
  const read = names.map((name) => [name, fromFlavor(prefix + name, wholeNumber(0))(source)] as const)
  return Object.fromEntries(read) as Record<Name, number | undefined>
}
