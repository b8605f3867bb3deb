import { constants, createPublicKey, publicEncrypt } from 'node:crypto'

/**
 * `text` as only the private half of an ssh-rsa key reads it (RSA with PKCS #1 v1.5 padding, base64, as Nova keeps passwords); null for a
 * key of another kind, which cannot hide anything, and for a text too long for the key.
 */
export function encryptedFor(publicKey: string, text: string): string | null {
  const [kind, blob] = publicKey.trim().split(/\s+/)
  if (kind !== 'ssh-rsa' || blob === undefined) return null
  try {
    const [, e, n] = fieldsOf(Buffer.from(blob, 'base64'))
    const jwk = { kty: 'RSA', e: e!.toString('base64url'), n: n!.toString('base64url') }
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    return publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(text, 'utf8')).toString('base64')
  } catch {
    return null
  }
}

/** The fields of an ssh key, each behind its length on four bytes; a number's sign byte does no harm. */
function fieldsOf(blob: Buffer): Buffer[] {
  const fields: Buffer[] = []
  for (let at = 0; at < blob.length;) {
    const length = blob.readUInt32BE(at)
    fields.push(blob.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return fields
}
