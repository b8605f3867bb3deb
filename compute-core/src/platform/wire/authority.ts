import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  X509Certificate,
} from 'node:crypto'
import type { Pkcs10CertificateRequest } from '@peculiar/x509'
import { invalid } from '../errors.ts'
import { backdatedMs } from './certificate-life.ts'
import { type Holder, wireName } from './wire-name.ts'
import { algorithm, x509 } from './x509.ts'

/** A certificate that the authority has signed. */
export interface Issued {
  /** PEM. */
  certificate: string
  serial: string
  notAfter: Date
}

/** The cloud's own authority, which says who is control and who is which host. */
export interface Authority {
  /** PEM. */
  certificate: string
  /** By which a machine that joins knows it. */
  fingerprint: string
  /** A certificate for whoever has the key of `request` (PKCS #10, PEM): of what the request says, only its key counts. */
  issue(request: string, holder: Holder): Promise<Issued>
}

const dayMs = 86_400_000
const authorityLifeMs = 20 * 365 * dayMs
const usualLifeMs = 30 * dayMs

/** Keeps what must be the same ever after under a name, and answers with what is kept there. */
export type Keep = (name: string, make: () => string | Promise<string>) => Promise<string>

/** Opens the authority whose key and certificate `keep` has, making them the first time. Certificates last `lifeMs`. */
export async function openAuthority(keep: Keep, lifeMs = usualLifeMs): Promise<Authority> {
  const key = createPrivateKey(await keep('wire-authority-key', newKey))
  const certificate = await keep('wire-authority-certificate', () => selfSigned(key))
  return {
    certificate,
    fingerprint: fingerprintOf(certificate),
    issue: (request, holder) => issue({ key, certificate }, request, holder, lifeMs),
  }
}

/** SHA-256 of a certificate. */
export const fingerprintOf = (certificate: string): string =>
  Buffer.from(new X509Certificate(certificate).fingerprint256.replaceAll(':', ''), 'hex').toString('base64url')

const newKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string

const signingKey = (key: KeyObject) => key.toCryptoKey(algorithm, false, ['sign'])

async function selfSigned(key: KeyObject): Promise<string> {
  const lib = await x509()
  const publicKey = createPublicKey(key).toCryptoKey(algorithm, true, ['verify'])
  const made = await lib.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: ["Kilonova's authority"] }],
    serialNumber: newSerial(),
    ...validity(authorityLifeMs),
    signingAlgorithm: algorithm,
    keys: { privateKey: signingKey(key), publicKey },
    extensions: [
      new lib.BasicConstraintsExtension(true, 0, true),
      new lib.KeyUsagesExtension(lib.KeyUsageFlags.keyCertSign | lib.KeyUsageFlags.cRLSign, true),
      await lib.SubjectKeyIdentifierExtension.create(publicKey),
    ],
  })
  return made.toString('pem')
}

async function issue(
  authority: { key: KeyObject; certificate: string },
  request: string,
  holder: Holder,
  lifeMs: number,
): Promise<Issued> {
  const lib = await x509()
  const { publicKey } = await soundRequest(request)
  const issuer = new lib.X509Certificate(authority.certificate)
  const serial = newSerial()
  const made = await lib.X509CertificateGenerator.create({
    serialNumber: serial,
    subject: [{ CN: [holder.kind === 'host' ? holder.hostName : 'control'] }],
    issuer: issuer.subjectName,
    ...validity(lifeMs),
    signingAlgorithm: algorithm,
    signingKey: signingKey(authority.key),
    publicKey,
    extensions: [
      new lib.BasicConstraintsExtension(false, undefined, true),
      new lib.KeyUsagesExtension(lib.KeyUsageFlags.digitalSignature, true),
      // Both dial and both are dialled.
      new lib.ExtendedKeyUsageExtension([lib.ExtendedKeyUsage.clientAuth, lib.ExtendedKeyUsage.serverAuth]),
      new lib.SubjectAlternativeNameExtension([{ type: 'url', value: wireName(holder) }]),
      await lib.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  })
  return { certificate: made.toString('pem'), serial, notAfter: made.notAfter }
}

/** The request, when whoever made it has its key, and the key is of the kind that this cloud has. */
async function soundRequest(pem: string): Promise<Pkcs10CertificateRequest> {
  const lib = await x509()
  try {
    const request = new lib.Pkcs10CertificateRequest(pem)
    const { name, namedCurve } = request.publicKey.algorithm as { name: string; namedCurve?: string }
    if (name === 'ECDSA' && namedCurve === 'P-256' && (await request.verify())) return request
  } catch {
    // What cannot be read is no request.
  }
  throw invalid('The certificate request must be PKCS #10 in PEM, for an ECDSA key on P-256, and signed with it.')
}

/** Clocks differ: a certificate is good a day before it is made. */
const validity = (lifeMs: number) => ({
  notBefore: new Date(Date.now() - backdatedMs),
  notAfter: new Date(Date.now() + lifeMs),
})

/** 122 random bits, as an upper-case number of full length that is not negative: so Node shows it too. */
const newSerial = () =>
  Buffer.concat([Buffer.from([0x40 + (randomBytes(1)[0]! & 0x3f)]), randomBytes(15)])
    .toString('hex')
    .toUpperCase()
