import type { Context } from 'hono'
import type { Speaker } from '#store/host-identity-store'
import type { Peer, WireEnv } from '#platform/wire/peer'

/** A host, as its connection tells. */
export type HostPeer = Extract<Peer, { kind: 'host' }>

export interface ControlEnv extends WireEnv {
  Variables: { host: HostPeer }
}

/** The host that asks. */
export const hostOf = (c: Context<ControlEnv>): HostPeer => c.get('host')

/** The host that asks, as who speaks for it in what it writes. */
export const speakerOf = (c: Context<ControlEnv>): Speaker => {
  const { hostName, identityId } = hostOf(c)
  return { hostName, identityId }
}
