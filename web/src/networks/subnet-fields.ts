import { CloudError } from '@kilonova/compute-core/platform/errors'
import { addressNumber, type AddressPool } from '@kilonova/compute-core/services/network/domain/ipv4'
import { planSubnet } from '@kilonova/compute-core/services/network/domain/plan-subnet'
import type { SubnetView } from '@kilonova/compute-core/services/network/api/subnet-view'
import { t } from '#ui/i18n'

/** A subnet as its form has it: lists as text. */
export interface SubnetFields {
  name: string
  cidr: string
  hasGateway: boolean
  /** Empty is the first address of the range. */
  gateway: string
  dhcp: boolean
  /** Addresses with blanks or commas between. */
  dns: string
  /** A range a line: `10.0.0.10-10.0.0.99`; empty is everything but the gateway. */
  pools: string
}

/** A form that nothing has been typed in yet. */
export const newSubnet: SubnetFields = {
  name: '',
  cidr: '',
  hasGateway: true,
  gateway: '',
  dhcp: true,
  dns: '',
  pools: '',
}

/** A subnet as its form begins. */
export const fieldsOf = (subnet: SubnetView): SubnetFields => ({
  name: subnet.name,
  cidr: subnet.cidr,
  hasGateway: subnet.gateway_ip !== null,
  gateway: subnet.gateway_ip ?? '',
  dhcp: subnet.enable_dhcp,
  dns: subnet.dns_nameservers.join(', '),
  pools: subnet.allocation_pools.map(({ start, end }) => `${start}-${end}`).join('\n'),
})

const wordsIn = (text: string) => text.split(/[\s,]+/).filter((word) => word !== '')

/** The ranges that are written in `text`, a range a line or with commas between; undefined if one is none. */
export function poolsIn(text: string): AddressPool[] | undefined {
  const ranges = text.split(/[\n,]+/).filter((line) => line.trim() !== '')
  const pools = ranges.map((range) => /^\s*([\d.]+)\s*[-–]\s*([\d.]+)\s*$/.exec(range))
  if (pools.some((pool) => !pool || !isAddress(pool[1]!) || !isAddress(pool[2]!))) return undefined
  return pools.map((pool) => ({ start: pool![1]!, end: pool![2]! }))
}

const isAddress = (text: string) => addressNumber(text) !== undefined

/** How many addresses these ranges have. */
export const sizeOfPools = (pools: readonly AddressPool[]): number =>
  pools.reduce((sum, { start, end }) => sum + (addressNumber(end) ?? 0) - (addressNumber(start) ?? 0) + 1, 0)

/** What the service would plan for this subnet: its ranges are known before it is made. Throws what is wrong with it. */
const planOf = ({ cidr, hasGateway, gateway, pools }: SubnetFields) =>
  planSubnet(
    cidr.trim(),
    hasGateway ? gateway.trim() || undefined : null,
    poolsIn(pools)?.length ? poolsIn(pools) : undefined,
  )

/** How many addresses the subnet would give out; null while it is not whole. */
export function addressesOf(fields: SubnetFields): number | null {
  try {
    return poolsIn(fields.pools) ? sizeOfPools(planOf(fields).pools) : null
  } catch {
    return null
  }
}

const fieldNames: Readonly<Record<string, keyof SubnetFields>> = {
  cidr: 'cidr',
  gateway_ip: 'gateway',
  allocation_pools: 'pools',
}

/** What is wrong with the fields, by their names: what the service would say of them. */
export function problemsOf(fields: SubnetFields): Partial<Record<keyof SubnetFields, string>> {
  const { cidr, hasGateway, gateway, dns, pools } = fields
  if (cidr.trim() === '') return { cidr: t('Give the subnet a range of addresses, like 10.0.0.0/24.') }
  const wrongDns = wordsIn(dns).find((address) => !isAddress(address))
  const problems = {
    ...(wrongDns === undefined ? {} : { dns: t('{{address}} is not an IPv4 address.', { address: wrongDns }) }),
    ...(wordsIn(dns).length > 5 ? { dns: t('A subnet has five DNS servers at most.') } : {}),
    ...(hasGateway && gateway.trim() !== '' && !isAddress(gateway.trim())
      ? { gateway: t('{{address}} is not an IPv4 address.', { address: gateway.trim() }) }
      : {}),
    ...(poolsIn(pools) ? {} : { pools: t('Write one range per line, like 10.0.0.10-10.0.0.99.') }),
  }
  if (Object.keys(problems).length > 0) return problems
  try {
    planOf(fields)
    return {}
  } catch (error) {
    if (!(error instanceof CloudError)) throw error
    const field = error.failure.kind === 'invalid' ? error.failure.field : undefined
    return { [fieldNames[field ?? ''] ?? 'cidr']: error.message }
  }
}

/** The fields as the API takes them. */
const bodyOf = (fields: SubnetFields) => ({
  name: fields.name.trim(),
  gateway_ip: fields.hasGateway ? fields.gateway.trim() || planOf(fields).gateway : null,
  enable_dhcp: fields.dhcp,
  dns_nameservers: wordsIn(fields.dns),
  allocation_pools: planOf(fields).pools,
})

/** What the API is told of a subnet that the form began with: only what was changed in it, since others may change the rest. */
export function changesOf(fields: SubnetFields, before: SubnetFields): Partial<ReturnType<typeof bodyOf>> {
  const was: Readonly<Record<string, unknown>> = bodyOf(before)
  return Object.fromEntries(
    Object.entries(bodyOf(fields)).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(was[name])),
  )
}

/** What the API is told of a new subnet. */
export const creationOf = (fields: SubnetFields, networkId: string) => ({
  ...bodyOf(fields),
  network_id: networkId,
  ip_version: 4,
  cidr: planOf(fields).cidr,
})
