import { argon2Sync } from 'node:crypto'
import { expect, test } from 'vitest'
import { hashPassword, isPassword } from './password.ts'

test('a password is recognised by its hash, and no other is', async () => {
  const phc = await hashPassword('correct horse')
  expect(phc).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  expect(phc).not.toBe(await hashPassword('correct horse'))
  expect([await isPassword('correct horse', phc), await isPassword('Correct horse', phc)]).toEqual([true, false])
})

test('who has no password cannot have the right one', async () => {
  expect([await isPassword('', null), await isPassword('x', undefined)]).toEqual([false, false])
})

test('a hash of other costs is still recognised', async () => {
  const key = argon2Sync('argon2id', {
    message: 'password',
    nonce: 'somesalt',
    memory: 64,
    passes: 1,
    parallelism: 1,
    tagLength: 32,
  })
  const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
  const phc = `$argon2id$v=19$m=64,t=1,p=1$${unpadded(Buffer.from('somesalt'))}$${unpadded(key)}`
  expect(await isPassword('password', phc)).toBe(true)
})

test('a flood of sign-ins is refused rather than queued without end, and then goes on', async () => {
  const flood = await Promise.allSettled(Array.from({ length: 80 }, () => isPassword('x', undefined)))
  const refused = flood.filter((outcome) => outcome.status === 'rejected')
  expect(refused).toHaveLength(80 - 64 - 2)
  expect(refused[0]!.reason.failure.kind).toBe('unavailable')
  expect(await isPassword('x', undefined)).toBe(false)
})
