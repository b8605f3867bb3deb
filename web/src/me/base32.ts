const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** `bytes` in base32 (RFC 4648) without padding, as authenticator apps read secrets. */
export function toBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[parseInt(five.padEnd(5, '0'), 2)]).join('')
}

/** A new secret for a second factor: 160 bits, which nobody else has seen. */
export const newSecret = (): string => toBase32(crypto.getRandomValues(new Uint8Array(20)))

/** What an authenticator app reads from a QR code: whose secret it is, and at which cloud. */
export function secretUri({ secret, user, cloud }: { secret: string; user: string; cloud: string }): string {
  // Not as a form has it: apps take a plus for a plus.
  const label = [cloud, user].map(encodeURIComponent).join(':')
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(cloud)}&algorithm=SHA1&digits=6&period=30`
}
