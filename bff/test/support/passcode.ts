import { createHmac } from 'node:crypto'

/** The code that an authenticator app shows for `secret` (base32), so many steps of 30 seconds from `at`; RFC 6238. */
export function passcodeOf(secret: string, { steps = 0, at = Date.now() } = {}): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000) + steps))
  const digest = createHmac('sha1', fromBase32(secret)).update(counter).digest()
  const code = digest.readUInt32BE(digest.at(-1)! & 0xf) & 0x7fff_ffff
  return String(code % 1_000_000).padStart(6, '0')
}

function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  )
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)))
}
