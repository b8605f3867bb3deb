import { mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { generatedPassword, loadSecrets } from './secrets.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'kn-secrets-'))

test('secrets made at the first start are the same ever after', async () => {
  const dataDir = folder()
  const first = await loadSecrets(dataDir)
  expect(await loadSecrets(dataDir)).toEqual(first)
  const password = await generatedPassword(dataDir)
  expect(password.length).toBeGreaterThanOrEqual(20)
  expect(await generatedPassword(dataDir)).toBe(password)
})

test('two processes that start at once agree', async () => {
  const dataDir = folder()
  const [one, other] = await Promise.all([loadSecrets(dataDir), loadSecrets(dataDir)])
  expect(one).toEqual(other)
})

test('nobody else may read them', async () => {
  const dataDir = folder()
  await loadSecrets(dataDir)
  await generatedPassword(dataDir)
  expect(statSync(join(dataDir, 'secrets')).mode & 0o777).toBe(0o700)
  for (const name of ['admin-password', 'seal-key', 'cookie-key'])
    expect(statSync(join(dataDir, 'secrets', name)).mode & 0o777).toBe(0o600)
})
