import { mkdtempSync, rmSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { silentLog } from '#platform/log'
import { seedIdentity } from '#services/identity/seed-identity'
import { scratchDatabase } from '#test/scratch-postgres'
import { adminPasswordFile, watchAdminPassword } from './admin-password-file.ts'
import { generatedPassword } from './secrets.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'kilonova-password-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

const isThere = () =>
  access(adminPasswordFile(dataDir)).then(
    () => true,
    () => false,
  )

test('the file of the first password is there until the administrator has another one', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  await seedIdentity({ db, adminPassword: () => generatedPassword(dataDir) })
  const watch = await watchAdminPassword({ db, dataDir, log: silentLog, everyMs: 10 })
  expect(watch.isKept()).toBe(true)
  expect(await isThere()).toBe(true)
  await db.updateTable('identity.user').set({ password_hash: null }).where('name', '=', 'admin').execute()
  await vi.waitFor(async () => expect(await isThere()).toBe(false))
  expect(watch.isKept()).toBe(false)
  watch.close()
})

test('a later start that finds the password changed removes the file, and makes no new one', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  await generatedPassword(dataDir)
  await seedIdentity({ db, adminPassword: 'another' })
  const watch = await watchAdminPassword({ db, dataDir, log: silentLog })
  expect(watch.isKept()).toBe(false)
  await seedIdentity({ db, adminPassword: () => generatedPassword(dataDir) })
  expect(await isThere()).toBe(false)
  watch.close()
})
