import { isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import { writePlace } from '#platform/wire/place'

/** Where other machines reach a port of this one that listens on `host`; nowhere when it listens for this machine alone. */
export function placesOf(host: string, port: number): string[] {
  if (isLoopback(host)) return []
  const isEverywhere = host === '0.0.0.0' || host === '::'
  return (isEverywhere ? outerAddresses() : [host]).map((address) => writePlace({ address, port }))
}

/** Whether an address is one that only its own machine reaches. */
export const isLoopback = (host: string) => /^127\.|^::1$|^localhost$/.test(host)

/** IPv4 first: that is what a command is easier to read with. The ends of guests' networks (agent/nics/network-names.ts) reach no other machine. */
const outerAddresses = (): string[] =>
  Object.entries(networkInterfaces())
    .flatMap(([name, all = []]) => (/^kn[a-z]/.test(name) ? [] : all))
    .filter(({ internal, address }) => !internal && !/^fe80:/i.test(address))
    .map(({ address }) => address)
    .toSorted((one, other) => Number(isIPv6(one)) - Number(isIPv6(other)))
