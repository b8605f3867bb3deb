import { isIPv6 } from 'node:net'

/** Where a process listens for its peers. */
export interface Place {
  address: string
  port: number
}

/** A place as it is written: `10.0.0.5:8790`, `[fd00::5]:8790`. */
export const writePlace = ({ address, port }: Place): string => `${isIPv6(address) ? `[${address}]` : address}:${port}`

/** The place that is written so, or as a URL; undefined for what is none. */
export function readPlace(text: string): Place | undefined {
  const [, bracketed, plain, port] = /^(?:https:\/\/)?(?:\[([0-9a-f:.]+)\]|([\w.-]+)):(\d{1,5})\/?$/i.exec(text) ?? []
  const address = bracketed ?? plain
  const number = Number(port)
  return address === undefined || number < 1 || number > 65_535 ? undefined : { address, port: number }
}
