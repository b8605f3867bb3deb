import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** Hides short secrets, such as a password on its way to where it is set, from whoever reads the database. */
export interface Seal {
  close(secret: string): string
  open(sealed: string): string
}

/** A seal under a 32-byte key (AES-256-GCM). `open` throws on anything that this key did not close. */
export function sealWith(key: Buffer): Seal {
  return {
    close(secret) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
      decipher.setAuthTag(bytes.subarray(12, 28))
      return decipher.update(bytes.subarray(28), undefined, 'utf8') + decipher.final('utf8')
    },
  }
}

/** A key of 32 bytes for one purpose, from which neither `key` nor a key for another purpose can be told (HKDF, RFC 5869). */
export const derivedKey = (key: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, '', `kilonova ${purpose}`, 32))

/** The key of one host's seal: what is closed for it opens nowhere else. `identityId` is new with each time that a host joins. */
export const hostSealKey = (cloudKey: Buffer, identityId: string): Buffer =>
  derivedKey(cloudKey, `host seal ${identityId}`)
