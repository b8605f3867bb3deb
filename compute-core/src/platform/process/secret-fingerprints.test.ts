import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { sharedScratch } from '#test/shared-scratch'
import { refuseOtherSecrets } from './secret-fingerprints.ts'

const db = sharedScratch()

test('a process with other secrets than the first one is refused in a sentence; the secrets are not in the database', async () => {
  const secrets = { 'seal-key': randomBytes(32), 'cookie-key': randomBytes(32) }
  await refuseOtherSecrets(db(), '/one/secrets', secrets)
  await refuseOtherSecrets(db(), '/two/secrets', secrets)
  await expect(refuseOtherSecrets(db(), '/two/secrets', { ...secrets, 'seal-key': randomBytes(32) })).rejects.toThrow(
    'The cloud in this database is not available. It has other secrets than /two/secrets (seal-key). Copy the folder from one of its control processes',
  )
  // One that came later is known from then on.
  await refuseOtherSecrets(db(), '/one/secrets', { ...secrets, another: randomBytes(32) })
  await expect(refuseOtherSecrets(db(), '/two/secrets', { another: randomBytes(32) })).rejects.toThrow('(another)')
  const kept = JSON.stringify(await db().selectFrom('platform.secret_fingerprint').selectAll().execute())
  for (const secret of Object.values(secrets)) expect(kept).not.toContain(secret.toString('hex'))
})

test('two that start first at once are one cloud: the other is refused', async () => {
  const start = () => refuseOtherSecrets(db(), '/some/secrets', { 'first-key': randomBytes(32) })
  const starts = await Promise.allSettled([start(), start(), start()])
  expect(starts.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected'])
})
