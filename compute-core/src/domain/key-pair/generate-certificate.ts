import { generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import forge from 'node-forge'

const generate = promisify(generateKeyPair)
const userPrincipalName = '1.3.6.1.4.1.311.20.2.3'
const days = 24 * 3600 * 1000

/**
 * A new certificate that Windows takes for signing in as `userId` (WinRM maps it by the principal's name in it), in PEM; and what it
 * goes with, certificate and key, as PKCS#12 without a password, in base64. Nobody keeps the key.
 */
export async function newCertificate(userId: string, now: Date): Promise<{ publicKey: string; privateKey: string }> {
  const pair = await generate('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  })
  const privateKey = forge.pki.privateKeyFromPem(pair.privateKey)
  const certificate = unsigned(userId, now)
  certificate.publicKey = forge.pki.publicKeyFromPem(pair.publicKey)
  certificate.sign(privateKey, forge.md.sha256.create())
  const bundle = forge.pkcs12.toPkcs12Asn1(privateKey, [certificate], '', { algorithm: 'aes256' })
  return {
    publicKey: forge.pki.certificateToPem(certificate).replaceAll('\r\n', '\n'),
    privateKey: forge.util.encode64(forge.asn1.toDer(bundle).getBytes()),
  }
}

function unsigned(userId: string, now: Date): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate()
  const name = [{ name: 'commonName', value: userId }]
  // A first byte below 0x80, or the number would be negative.
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`
  certificate.validity.notBefore = now
  certificate.validity.notAfter = new Date(now.getTime() + 3650 * days)
  certificate.setSubject(name)
  certificate.setIssuer(name)
  certificate.setExtensions([
    { name: 'extKeyUsage', clientAuth: true },
    { id: forge.pki.oids['subjectAltName'], value: principalName(`${userId}@localhost`) },
  ])
  return certificate
}

/** The alternative name that forge has no word for: otherName, with the principal's name as UTF-8. */
function principalName(text: string): string {
  const { asn1 } = forge
  const tagged = (value: forge.asn1.Asn1[]) =>
    asn1.create(asn1.Class.CONTEXT_SPECIFIC, 0 as forge.asn1.Type, true, value)
  const oid = asn1.create(asn1.Class.UNIVERSAL, asn1.Type.OID, false, asn1.oidToDer(userPrincipalName).getBytes())
  const name = asn1.create(asn1.Class.UNIVERSAL, asn1.Type.UTF8, false, forge.util.encodeUtf8(text))
  const names = asn1.create(asn1.Class.UNIVERSAL, asn1.Type.SEQUENCE, true, [tagged([oid, tagged([name])])])
  return asn1.toDer(names).getBytes()
}
