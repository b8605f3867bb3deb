import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@playwright/test'
import { signIn } from '../support/api.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { chooseAction, fillSignIn, rowOf } from '../support/person.ts'

const run = promisify(execFile)

let cloud: CloudProcess
test.beforeAll(async () => {
  cloud = await startCloud({ KILONOVA_DRIVER: 'fake' })
})
test.afterAll(async () => {
  await cloud.dispose()
})

test('a public key is imported, cannot be had twice, and is deleted by name', async ({ page }) => {
  const publicKey = await newPublicKey()
  await page.goto(`${cloud.url}/key-pairs`)
  await fillSignIn(page, 'demo', cloud.adminPassword)
  await page.getByRole('button', { name: 'Create or import a key pair' }).click()
  const form = page.getByRole('dialog', { name: 'Create key pair' })
  const importKey = async (name: string, key: string) => {
    await form.getByText('Import a public key').click()
    await form.getByRole('textbox', { name: 'Name' }).fill(name)
    await form.getByRole('textbox', { name: 'Public key' }).fill(key)
    await form.getByRole('button', { name: 'Import key pair' }).click()
  }
  await importKey('laptop', publicKey)
  await expect(form).toBeHidden()
  const { stdout } = await run('ssh-keygen', ['-l', '-E', 'md5', '-f', join(cloud.dataDir, 'key.pub')])
  await expect(rowOf(page, 'laptop')).toContainText(/MD5:(\S+)/.exec(stdout)![1]!)

  await page.getByRole('button', { name: 'Create key pair' }).click()
  await importKey('laptop', publicKey)
  await expect(form.getByRole('alert')).toContainText("Key pair 'laptop' already exists")
  await expect(form.getByRole('alert')).toContainText(/req-[0-9a-f-]{36}/)
  await form.getByRole('button', { name: 'Cancel' }).click()

  await chooseAction(page, 'laptop', 'Delete')
  const question = page.getByRole('dialog', { name: 'Delete key pair laptop?' })
  await question.getByRole('button', { name: 'Delete key pair' }).click()
  await expect(page.getByText('No key pairs yet')).toBeVisible()
  const api = await signIn(cloud, 'demo')
  expect(await api.call('GET', '/compute/v2.1/os-keypairs')).toMatchObject({ keypairs: [] })
})

test('a bad key is refused where it was typed, with the request id, and what was typed stays', async ({ page }) => {
  await page.goto(`${cloud.url}/key-pairs?new`)
  await fillSignIn(page, 'demo', cloud.adminPassword)
  const form = page.getByRole('dialog', { name: 'Create key pair' })
  await form.getByText('Import a public key').click()
  await form.getByRole('textbox', { name: 'Name' }).fill('broken')
  const key = form.getByRole('textbox', { name: 'Public key' })
  await key.fill('my password')
  await form.getByRole('button', { name: 'Import key pair' }).click()
  await expect(key).toHaveAccessibleDescription(/begins with ssh-ed25519 or ssh-rsa/)
  await key.fill('ssh-ed25519 notakey me@laptop')
  await form.getByRole('button', { name: 'Import key pair' }).click()
  await expect(form.getByRole('alert')).toContainText(/public key|public_key/i)
  await expect(form.getByRole('alert')).toContainText(/req-[0-9a-f-]{36}/)
  await expect(key).toHaveValue('ssh-ed25519 notakey me@laptop')
})

async function newPublicKey(): Promise<string> {
  const file = join(cloud.dataDir, 'key')
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'me@laptop', '-f', file])
  return readFile(`${file}.pub`, 'utf8')
}
