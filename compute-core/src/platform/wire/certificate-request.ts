import { generateKeyPairSync } from 'node:crypto'
import { algorithm, x509 } from './x509.ts'

/** A new key, and the request for a certificate of it, both PEM. The key stays where it was made. */
export async function certificateRequest(): Promise<{ key: string; request: string }> {
  const { Pkcs10CertificateRequestGenerator } = await x509()
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const made = await Pkcs10CertificateRequestGenerator.create({
    name: 'CN=kilonova',
    keys: {
      privateKey: privateKey.toCryptoKey(algorithm, false, ['sign']),
      publicKey: publicKey.toCryptoKey(algorithm, true, ['verify']),
    },
    signingAlgorithm: algorithm,
  })
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, request: made.toString('pem') }
}
