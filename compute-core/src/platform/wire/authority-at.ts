import type { X509Certificate } from 'node:crypto'
import { connect } from 'node:tls'
import { fingerprintOf } from './authority.ts'
import { type Place, writePlace } from './place.ts'

const patienceMs = 10_000

/** Somebody listens there who does not speak the language of the wire: nothing of what its answer was helps anybody. */
export class OtherLanguage extends Error {}

/**
 * The authority (PEM) of whoever listens at `place`, if it is the one with that fingerprint; undefined if it is another's. Nothing is believed
 * of this connection but that: the next one trusts this authority, and shows that who listens has its certificate. Rejects when nobody answers.
 */
export function authorityAt(place: Place, fingerprint: string): Promise<string | undefined> {
  const { address: host, port } = place
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port,
      servername: 'kilonova',
      ALPNProtocols: ['h2'],
      minVersion: 'TLSv1.3',
      rejectUnauthorized: false,
    })
    socket.setTimeout(patienceMs, () => socket.destroy(new Error(`${writePlace(place)} does not answer.`)))
    socket.once('error', (error: NodeJS.ErrnoException) =>
      reject(isOfTls(error) ? new OtherLanguage(error.message) : error),
    )
    socket.once('close', () => reject(new Error(`${writePlace(place)} has closed the connection.`)))
    socket.once('secureConnect', () => {
      // What serves web pages may well take the connection.
      if (socket.alpnProtocol !== 'h2') {
        reject(new OtherLanguage(`It has no HTTP/2.`))
        return socket.destroy()
      }
      let certificate: X509Certificate | undefined = socket.getPeerX509Certificate()
      while (certificate !== undefined && fingerprintOf(certificate.toString()) !== fingerprint)
        certificate = certificate.issuerCertificate === certificate ? undefined : certificate.issuerCertificate
      resolve(certificate?.toString())
      return socket.destroy()
    })
  })
}

/** What OpenSSL or Node's TLS has to say, in contrast to what the network or its names have. */
const isOfTls = ({ code = '' }: NodeJS.ErrnoException) => /^ERR_(SSL|TLS)|^EPROTO$/.test(code)
