import { generateKeyPairSync } from 'node:crypto'
import { algorithm, x509 } from '#platform/wire/x509'
import { wireName } from '#platform/wire/wire-name'

/** A key of one's own, and a request for a certificate of it that says of itself that it is that host's. */
export async function forgedRequest(host: {
  hostName: string
  identityId: string
}): Promise<{ key: string; csr: string }> {
  const { Pkcs10CertificateRequestGenerator, SubjectAlternativeNameExtension } = await x509()
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const made = await Pkcs10CertificateRequestGenerator.create({
    name: `CN=${host.hostName}`,
    keys: {
      privateKey: privateKey.toCryptoKey(algorithm, false, ['sign']),
      publicKey: publicKey.toCryptoKey(algorithm, true, ['verify']),
    },
    signingAlgorithm: algorithm,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'url', value: wireName({ kind: 'host', ...host }) }])],
  })
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, csr: made.toString('pem') }
}
