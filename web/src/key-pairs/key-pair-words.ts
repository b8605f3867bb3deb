import type { KeyPairView } from '@kilonova/compute-core/api/key-pairs/key-pair-schema'
import { readPublicKey } from '#shared/openssh-key'
import { t } from '#ui/i18n'

type Key = Pick<KeyPairView, 'type' | 'public_key'>

/** What kind of key it is: `ssh-ed25519`, as its file says, or a certificate. */
export const kindOf = ({ type, public_key }: Key): string =>
  type === 'x509' ? t('X.509 certificate') : (readPublicKey(public_key)?.type ?? t('SSH key'))

/** The two ends of a fingerprint, by which people compare them. */
export function endsOf(fingerprint: string): string {
  const pairs = fingerprint.split(':')
  return pairs.length <= 6 ? fingerprint : `${pairs.slice(0, 4).join(':')}…${pairs.slice(-2).join(':')}`
}

/** By what compute makes the fingerprint of a key of this type, as OpenStack does. */
export const fingerprintHash = ({ type }: Pick<Key, 'type'>): string => (type === 'x509' ? 'SHA-1' : 'MD5')
