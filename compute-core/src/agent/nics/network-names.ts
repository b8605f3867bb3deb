import { createHash } from 'node:crypto'

export interface NetworkNames {
  bridge: string
  namespace: string
  /** The bridge's end of the cable into the namespace; the other end is `lan`. */
  lanCable: string
  /** The host's end of the cable out of the namespace; the other end is `wan`. */
  wanCable: string
  /** The MAC address of the gateway: always the same, or guests would go on sending to one that is gone. */
  gatewayMac: string
}

/** The host's end of every network's cable to the outside begins so, whichever cloud it is of. */
export const wanCablePrefix = 'knu'

/** Tells the clouds on one machine apart, such as those of tests: each keeps its state in a folder of its own. */
export const cloudTag = (folder: string): string => createHash('sha256').update(folder).digest('hex').slice(0, 4)

/** What a network's parts are called on a host, within the 15 characters that interfaces have. */
export function networkNames(tag: string, linkNo: number): NetworkNames {
  const number = linkNo.toString(36)
  const hash = createHash('sha256').update(`${tag} ${linkNo}`).digest('hex')
  return {
    bridge: `knb${tag}-${number}`,
    namespace: `kn-${tag}-${number}`,
    lanCable: `knl${tag}-${number}`,
    wanCable: `${wanCablePrefix}${tag}-${number}`,
    gatewayMac: `02:${hash.slice(0, 10).match(/../g)!.join(':')}`,
  }
}

/** The number of the network that an interface or namespace of this cloud belongs to; undefined for what is not ours. */
export function linkNoOf(tag: string, name: string): number | undefined {
  const number = /^kn[blu-]([0-9a-f]{4})-([0-9a-z]+)$/.exec(name)
  return number?.[1] === tag ? Number.parseInt(number[2]!, 36) : undefined
}

/** The bridge of the network, of whichever cloud, that the host's end of a cable to the outside leads to. */
export const bridgeOfCable = (cable: string): string | undefined =>
  cable.startsWith(wanCablePrefix) ? cable.replace(wanCablePrefix, 'knb') : undefined

/** Whether two of the host's ends of cables to the outside belong to networks of the same cloud. */
export const areOfOneCloud = (cable: string, other: string): boolean => tagOfCable(cable) === tagOfCable(other)

const tagOfCable = (cable: string) => cable.slice(0, cable.lastIndexOf('-'))
