import { Secret, TOTP } from 'otpauth'

const stepSeconds = 30

/**
 * The step of the clock that `passcode` belongs to, at most one away from the one of `now`; undefined for a wrong passcode, and for a
 * secret that is none. As Keystone has it: six digits, SHA-1, steps of 30 seconds, the secret in base32.
 */
export function stepOfPasscode(base32: string, passcode: string, now: Date): number | undefined {
  const secret = readSecret(base32)
  if (!secret) return undefined
  const totp = new TOTP({ secret, algorithm: 'SHA1', digits: 6, period: stepSeconds })
  const delta = totp.validate({ token: passcode, timestamp: now.getTime(), window: 1 })
  return delta === null ? undefined : Math.floor(now.getTime() / 1000 / stepSeconds) + delta
}

/** Whether a secret has the 128 bits that RFC 4226 wants at least. */
export const isSecretLongEnough = (base32: string): boolean => (readSecret(base32)?.bytes.length ?? 0) >= 16

function readSecret(base32: string): Secret | undefined {
  try {
    const secret = Secret.fromBase32(base32)
    // A key of nothing is known to everybody.
    return secret.bytes.length > 0 ? secret : undefined
  } catch {
    return undefined
  }
}
