import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'

const generate = promisify(generateKeyPair)

/** A new RSA key of 2048 bits: the public half for `authorized_keys`, the private one in PEM, which nobody keeps. */
export async function newSshKeyPair(): Promise<{ publicKey: string; privateKey: string }> {
  const pair = await generate('rsa', { modulusLength: 2048 })
  const { n, e } = pair.publicKey.export({ format: 'jwk' })
  const blob = Buffer.concat([
    lengthPrefixed(Buffer.from('ssh-rsa')),
    mpint(Buffer.from(e!, 'base64url')),
    mpint(Buffer.from(n!, 'base64url')),
  ])
  return {
    publicKey: `ssh-rsa ${blob.toString('base64')} generated-by-kilonova`,
    privateKey: pair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
  }
}

function lengthPrefixed(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

/** A positive number: a leading zero byte keeps the highest bit from being read as a sign. */
const mpint = (bytes: Buffer) => lengthPrefixed(bytes[0]! >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes)
