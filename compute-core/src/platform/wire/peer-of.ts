import type { TLSSocket } from 'node:tls'
import type { Peer } from './peer.ts'
import { peerIn } from './wire-name.ts'

/** Who is at the other end of `socket`: `unknown` without a certificate, with another authority's, and once the certificate has ended. */
export function peerOf(socket: TLSSocket): Peer {
  const certificate = socket.authorized ? socket.getPeerX509Certificate() : undefined
  // A connection may outlast the certificate that it began with.
  if (certificate === undefined || certificate.validToDate.getTime() < Date.now()) return { kind: 'unknown' }
  return peerIn(certificate)
}
