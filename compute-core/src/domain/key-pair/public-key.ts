import { createHash, X509Certificate } from 'node:crypto'
import { invalid } from '#platform/errors'

export type KeyType = 'ssh' | 'x509'

/** The type of a key whose text is all that has been kept of it. */
export const typeOfKey = (publicKey: string): KeyType =>
  publicKey.trimStart().startsWith('-----BEGIN CERTIFICATE-----') ? 'x509' : 'ssh'

const sshKey = /^(?<name>[a-z0-9@.-]+)\s+(?<blob>[A-Za-z0-9+/]+={0,2})(\s+[^\r\n]*)?$/

/** The fingerprint of a public key as OpenStack shows it: MD5 of an ssh key, SHA-1 of a certificate; a 400 for what is none. */
export const fingerprintOf = (type: KeyType, publicKey: string): string =>
  type === 'ssh' ? sshFingerprint(publicKey) : certificateFingerprint(publicKey)

function sshFingerprint(publicKey: string): string {
  const match = sshKey.exec(publicKey.trim())
  const blob = Buffer.from(match?.groups?.['blob'] ?? '', 'base64')
  if (!match || !startsWithName(blob, match.groups!['name']!))
    throw invalid(
      'The public key cannot be read. Send one line as in ~/.ssh/id_ed25519.pub: its kind, the key in base64, a comment.',
      'public_key',
    )
  return colons(createHash('md5').update(blob).digest('hex'))
}

/** An ssh key's blob begins with the length and the name of its kind; anything else is a slip of the clipboard. */
function startsWithName(blob: Buffer, name: string): boolean {
  if (blob.length < 4 + name.length + 4) return false
  return blob.readUInt32BE(0) === name.length && blob.subarray(4, 4 + name.length).toString('latin1') === name
}

function certificateFingerprint(pem: string): string {
  try {
    return new X509Certificate(pem).fingerprint.toLowerCase()
  } catch {
    throw invalid('The certificate cannot be read. Send it in PEM form.', 'public_key')
  }
}

const colons = (hex: string) => hex.match(/../g)!.join(':')
