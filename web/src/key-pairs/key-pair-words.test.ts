import { expect, test } from 'vitest'
import { endsOf, fingerprintHash, kindOf } from './key-pair-words.ts'

const ed25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBEDtFT5xzPxUxYKPL9QHB8wb2ihTvIMYD8cAlaDmsgp ada'

test.each([
  ['ssh', ed25519, 'ssh-ed25519'],
  ['ssh', 'ssh-rsa what compute took and we cannot read', 'SSH key'],
  ['x509', '-----BEGIN CERTIFICATE-----', 'X.509 certificate'],
] as const)('a key of type %s is called what its file says', (type, public_key, kind) => {
  expect(kindOf({ type, public_key })).toBe(kind)
})

test('of a fingerprint both ends are shown, and of a short one everything', () => {
  expect(endsOf('e4:89:01:b1:c3:87:59:21:96:04:67:45:08:32:a6:e2')).toBe('e4:89:01:b1…a6:e2')
  expect(endsOf('e4:89:01:b1:c3:87')).toBe('e4:89:01:b1:c3:87')
  expect(endsOf('')).toBe('')
})

test('keys have the hashes that OpenStack gives them', () => {
  expect(fingerprintHash({ type: 'ssh' })).toBe('MD5')
  expect(fingerprintHash({ type: 'x509' })).toBe('SHA-1')
})
