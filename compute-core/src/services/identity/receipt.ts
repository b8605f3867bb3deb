import { createHash } from 'node:crypto'
import { unauthorized } from '#platform/errors'
import type { Clock } from '#platform/clock'
import type { Seal } from '#platform/seal'
import { wholeSecond } from './domain/whole-second.ts'
import type { UserRow } from './store/user-store.ts'

/** What somebody has shown so far who has to show more before there is a token. */
export interface Receipt {
  methods: readonly string[]
  issuedAt: Date
  expiresAt: Date
}

interface Kept {
  kind: 'receipt'
  userId: string
  methods: readonly string[]
  expiresMs: number
  /** Of the password that was right: another one ends the receipt. */
  password: string
}

/** [receipt]expiration: how long people have to show the rest. */
const receiptSeconds = 300

/** A receipt for `methods` and its secret: it is kept by its holder alone, under the seal. */
export function issueReceipt(
  { clock, seal }: { clock: Clock; seal: Seal },
  user: UserRow,
  methods: readonly string[],
): Receipt & { secret: string } {
  const issuedAt = wholeSecond(clock.now())
  const expiresAt = new Date(issuedAt.getTime() + receiptSeconds * 1000)
  const kept: Kept = {
    kind: 'receipt',
    userId: user.id,
    methods,
    expiresMs: expiresAt.getTime(),
    password: fingerprint(user),
  }
  return { secret: seal.close(JSON.stringify(kept)), methods, issuedAt, expiresAt }
}

/** The methods that a receipt of `user` says were shown; a 401 for one that is somebody else's, over or forged. */
export function methodsOfReceipt(
  { clock, seal }: { clock: Clock; seal: Seal },
  secret: string,
  user: UserRow,
): readonly string[] {
  const kept = opened(seal, secret)
  const isGood =
    kept?.kind === 'receipt' &&
    kept.userId === user.id &&
    kept.password === fingerprint(user) &&
    clock.now().getTime() < kept.expiresMs
  if (!isGood) throw unauthorized('The receipt is unknown or has expired. Sign in again with all methods.')
  return kept.methods
}

function opened(seal: Seal, secret: string): Kept | undefined {
  try {
    return JSON.parse(seal.open(secret)) as Kept
  } catch {
    return undefined // forged, or of another cloud
  }
}

const fingerprint = (user: UserRow): string =>
  createHash('sha256')
    .update(user.password_hash ?? '')
    .digest('base64url')
