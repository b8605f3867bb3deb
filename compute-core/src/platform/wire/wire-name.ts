import type { X509Certificate } from 'node:crypto'
import type { Peer } from './peer.ts'

/** Who holds a certificate of this cloud. */
export type Holder = { kind: 'control'; processId: string } | { kind: 'host'; identityId: string; hostName: string }

/** The URI by which a certificate names its holder: addresses change, and prove nothing. */
export const wireName = (holder: Holder): string =>
  holder.kind === 'control' ? `kilonova:control:${holder.processId}` : `kilonova:host:${holder.identityId}`

/** Whom a certificate names; `unknown` for one that names nobody, or more than one. That the cloud's authority signed it, TLS has seen to. */
export function peerIn(certificate: X509Certificate): Peer {
  const [, kind, id] = /^URI:kilonova:(control|host):([\w-]{1,64})$/.exec(certificate.subjectAltName ?? '') ?? []
  if (kind === 'control') return { kind: 'control' }
  const { CN: hostName } = certificate.toLegacyObject().subject as { CN?: unknown }
  if (kind === undefined || id === undefined || typeof hostName !== 'string') return { kind: 'unknown' }
  return { kind: 'host', hostName, identityId: id, serial: certificate.serialNumber }
}
