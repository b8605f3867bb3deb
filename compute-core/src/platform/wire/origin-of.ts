import type { Socket } from 'node:net'
import { plainAddress } from '../http/client-address.ts'
import type { Origin } from './peer.ts'

/** Where the connection that ends at `socket` comes from. */
export function originOf({ remoteAddress, localAddress }: Pick<Socket, 'remoteAddress' | 'localAddress'>): Origin {
  const address = plainAddress(remoteAddress) ?? ''
  const isThisMachine = /^127\.|^::1$/.test(address) || (address !== '' && address === plainAddress(localAddress))
  return { address, isThisMachine }
}
