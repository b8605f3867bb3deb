import { isoMicros } from '#platform/clock'
import type { Fields } from '#platform/service/history'
import type { KeyPair } from '#store/key-pair-store'
import type { RequestContext } from '../route.ts'
import { keyPairHistory } from './key-pair-history.ts'

type NewKeyPair = Omit<KeyPair, 'id' | 'createdAt'>

const inShort = ({ name, type, publicKey, fingerprint }: NewKeyPair) => ({
  name,
  type,
  public_key: publicKey,
  fingerprint,
})

const at = (context: RequestContext, view: Fields) => keyPairHistory.downgradeView(context.version, view, undefined)

/** A key pair as lists have it. */
export const viewKeyPairBriefly = (pair: KeyPair, context: RequestContext): Fields => ({
  keypair: at(context, inShort(pair)),
})

/** A key pair by itself. */
export const viewKeyPair = (pair: KeyPair, context: RequestContext): Fields =>
  at(context, {
    ...inShort(pair),
    user_id: pair.userId,
    id: pair.id,
    created_at: isoMicros(pair.createdAt),
    updated_at: null,
    deleted: false,
    deleted_at: null,
  })

/** A key pair in lists that say all of it. */
export const viewWholeKeyPair = (pair: KeyPair, context: RequestContext): Fields => ({
  keypair: viewKeyPair(pair, context),
})

/** A key pair just made; the private half is shown this once. */
export const viewNewKeyPair = (pair: NewKeyPair, privateKey: string | undefined, context: RequestContext): Fields =>
  at(context, {
    ...inShort(pair),
    user_id: pair.userId,
    ...(privateKey !== undefined && { private_key: privateKey }),
  })
