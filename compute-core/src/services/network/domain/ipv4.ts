/** A range of IPv4 addresses, both ends in it. */
export interface AddressPool {
  start: string
  end: string
}

export interface Ipv4Cidr {
  /** The lowest address as a number. */
  base: number
  prefix: number
}

const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/

/** The address as a number, or undefined for what is no IPv4 address. */
export function addressNumber(text: string): number | undefined {
  const parts = octets.exec(text)?.slice(1).map(Number)
  if (!parts || parts.some((part) => part > 255)) return undefined
  return parts.reduce((number, part) => number * 256 + part, 0)
}

/** The address that `number` stands for. */
export const addressText = (number: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.')

/** A network as `base` and `prefix`; undefined for what is none. Host bits are dropped, as Neutron drops them. */
export function parseCidr(text: string): Ipv4Cidr | undefined {
  const [address = '', prefixText = '', ...rest] = text.split('/')
  const number = addressNumber(address)
  if (number === undefined || rest.length > 0 || !/^\d{1,2}$/.test(prefixText) || Number(prefixText) > 32)
    return undefined
  const prefix = Number(prefixText)
  const size = 2 ** (32 - prefix)
  return { base: Math.floor(number / size) * size, prefix }
}

export const cidrText = ({ base, prefix }: Ipv4Cidr): string => `${addressText(base)}/${prefix}`
/** The first address that a host may have. */
export const firstHost = ({ base }: Ipv4Cidr): number => base + 1
/** The last address that a host may have; the one after it is the broadcast address. */
const lastHost = ({ base, prefix }: Ipv4Cidr): number => base + 2 ** (32 - prefix) - 2

/** Whether a host in `cidr` may have `address`. */
export const isHostOf = (cidr: Ipv4Cidr, address: string): boolean => {
  const number = addressNumber(address)
  return number !== undefined && number >= firstHost(cidr) && number <= lastHost(cidr)
}

/** All host addresses of `cidr` but the gateway's: what Neutron gives out unless told otherwise. */
export function poolsAround(cidr: Ipv4Cidr, gateway: string | null): AddressPool[] {
  const gatewayNumber = gateway === null ? undefined : addressNumber(gateway)
  const [first, last] = [firstHost(cidr), lastHost(cidr)]
  if (gatewayNumber === undefined || gatewayNumber < first || gatewayNumber > last) return asPools([[first, last]])
  return asPools([
    [first, gatewayNumber - 1],
    [gatewayNumber + 1, last],
  ])
}

const asPools = (ranges: readonly (readonly [number, number])[]): AddressPool[] =>
  ranges
    .filter(([start, end]) => start <= end)
    .map(([start, end]) => ({ start: addressText(start), end: addressText(end) }))
