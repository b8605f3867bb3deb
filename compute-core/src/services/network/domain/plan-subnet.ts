import { invalid } from '#platform/errors'
import {
  addressNumber,
  addressText,
  cidrText,
  firstHost,
  isHostOf,
  parseCidr,
  poolsAround,
  type AddressPool,
  type Ipv4Cidr,
} from './ipv4.ts'

export interface SubnetPlan {
  cidr: string
  gateway: string | null
  pools: readonly AddressPool[]
}

/** A subnet's addresses: the gateway is the first unless said otherwise (null is none), and all others are given out unless said otherwise. */
export function planSubnet(
  cidrGiven: string,
  gatewayGiven: string | null | undefined,
  poolsGiven: readonly AddressPool[] | undefined,
): SubnetPlan {
  const cidr = parseCidr(cidrGiven)
  if (!cidr || cidr.prefix < 8 || cidr.prefix > 30)
    throw invalid(`A subnet is an IPv4 network from /8 to /30; ${cidrGiven} is not.`, 'cidr')
  refuseSpecial(cidr)
  const gateway = gatewayGiven === undefined ? addressText(firstHost(cidr)) : gatewayGiven
  if (gateway !== null && !isHostOf(cidr, gateway))
    throw invalid(`Gateway ${gateway} is not an address of ${cidrText(cidr)}.`, 'gateway_ip')
  const pools = (poolsGiven ?? poolsAround(cidr, gateway)).toSorted((a, b) => number(a.start) - number(b.start))
  refuseBadPools(cidr, gateway, pools)
  return { cidr: cidrText(cidr), gateway, pools }
}

/** What means something to every machine would cut the guests off, or the host. */
function refuseSpecial(cidr: Ipv4Cidr): void {
  const [first, second] = addressText(cidr.base).split('.').map(Number) as [number, number]
  if (first === 0 || first === 127 || first >= 224 || (first === 169 && second === 254))
    throw invalid(
      `${cidrText(cidr)} is a special network. Take one of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16.`,
      'cidr',
    )
}

function refuseBadPools(cidr: Ipv4Cidr, gateway: string | null, pools: readonly AddressPool[]): void {
  for (const [i, { start, end }] of pools.entries()) {
    const range = `${start}-${end}`
    if (!isHostOf(cidr, start) || !isHostOf(cidr, end) || number(start) > number(end))
      throw invalid(`The allocation pool ${range} is not a range within ${cidrText(cidr)}.`, 'allocation_pools')
    if (gateway !== null && number(gateway) >= number(start) && number(gateway) <= number(end))
      throw invalid(
        `Gateway ip ${gateway} conflicts with allocation pool ${range}. Leave it out of the pool.`,
        'allocation_pools',
      )
    const before = pools[i - 1]
    if (before && number(before.end) >= number(start))
      throw invalid(
        `Found overlapping allocation pools: ${before.start}-${before.end} and ${range}.`,
        'allocation_pools',
      )
  }
}

const number = (address: string) => addressNumber(address) ?? 0
