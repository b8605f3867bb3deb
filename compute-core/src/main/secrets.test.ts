import { mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadSecrets } from './secrets.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'kn-secrets-'))

test('secrets made at the first start are the same ever after', async () => {
  const dataDir = folder()
  const first = await loadSecrets(dataDir, undefined)
  expect(await loadSecrets(dataDir, undefined)).toEqual(first)
  expect(first.adminPassword.length).toBeGreaterThanOrEqual(20)
})

test('two processes that start at once agree', async () => {
  const dataDir = folder()
  const [one, other] = await Promise.all([loadSecrets(dataDir, undefined), loadSecrets(dataDir, undefined)])
  expect(one).toEqual(other)
})

test('nobody else may read them', async () => {
  const dataDir = folder()
  await loadSecrets(dataDir, 'chosen-by-hand')
  expect(statSync(join(dataDir, 'secrets/admin-password')).mode & 0o777).toBe(0o600)
})
