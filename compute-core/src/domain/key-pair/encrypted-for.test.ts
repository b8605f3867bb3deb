import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto'
import { expect, test } from 'vitest'
import { encryptedFor } from './encrypted-for.ts'

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const { n, e } = publicKey.export({ format: 'jwk' })
const field = (bytes: Buffer) => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}
const number = (base64url: string) => field(Buffer.concat([Buffer.alloc(1), Buffer.from(base64url, 'base64url')]))
const blob = Buffer.concat([field(Buffer.from('ssh-rsa')), number(e!), number(n!)]).toString('base64')

test('what is encrypted for an ssh-rsa key its private half reads', () => {
  const encrypted = encryptedFor(`ssh-rsa ${blob} ada@laptop`, 'grüße')
  // Node's own PKCS #1 v1.5 decryption never says that a padding was wrong, but a right one it reads.
  const read = privateDecrypt(
    { key: privateKey, padding: constants.RSA_PKCS1_PADDING },
    Buffer.from(encrypted!, 'base64'),
  )
  expect(read.toString()).toBe('grüße')
})

test.each([
  [
    'a key of another kind',
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBEDtFT5xzPxUxYKPL9QHB8wb2ihTvIMYD8cAlaDmsgp ada',
    'x',
  ],
  ['a key that is none', 'ssh-rsa AAAA', 'x'],
  ['nothing', '', 'x'],
  ['a text too long for the key', `ssh-rsa ${blob}`, 'x'.repeat(300)],
])('%s hides nothing', (_what, key, text) => {
  expect(encryptedFor(key, text)).toBeNull()
})
