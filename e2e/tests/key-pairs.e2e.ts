import { execFile } from 'node:child_process'
import { chmod, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from '@playwright/test'
import { signIn } from '../support/api.ts'
import type { CloudProcess } from '../support/cloud-process.ts'
import { test } from '../support/fake-cloud.ts'
import { chooseAction, fillSignIn, rowOf } from '../support/person.ts'

const run = promisify(execFile)

test('a public key is imported, cannot be had twice, and is deleted by name', async ({ page, cloud }) => {
  const publicKey = await newPublicKey(cloud)
  await page.goto('/key-pairs')
  await fillSignIn(page, 'demo', cloud.adminPassword)
  await page.getByRole('button', { name: 'Create key pair' }).first().click()
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

test('a key pair is made in the browser: only the public key is sent, and ssh-keygen reads the private one', async ({
  page,
  cloud,
}) => {
  await page.goto('/key-pairs?new')
  await fillSignIn(page, 'demo', cloud.adminPassword)
  const form = page.getByRole('dialog', { name: 'Create key pair' })
  await expect(form).toContainText('The private key never leaves it')
  await form.getByRole('textbox', { name: 'Name' }).fill('made here')
  const asked = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/key-pairs'))
  await form.getByRole('button', { name: 'Create key pair' }).click()
  const { name, publicKey, ...more } = (await asked).postDataJSON() as Record<string, string>
  expect({ name, more }).toEqual({ name: 'made here', more: {} })
  const secret = page.getByRole('dialog', { name: 'Private key of made here' })
  const download = page.waitForEvent('download')
  await secret.getByRole('button', { name: 'Download made_here.pem' }).click()
  const file = join(cloud.dataDir, 'made_here.pem')
  await (await download).saveAs(file)
  await chmod(file, 0o600)
  const { stdout } = await run('ssh-keygen', ['-y', '-f', file])
  expect(stdout.trim()).toBe(publicKey)
  await secret.getByRole('button', { name: 'I have saved it' }).click()
  await expect(rowOf(page, 'made here')).toBeVisible()
  const api = await signIn(cloud, 'demo')
  await api.call('DELETE', '/compute/v2.1/os-keypairs/made%20here')
})

test('a bad key is refused where it was typed, with the request id, and what was typed stays', async ({
  page,
  cloud,
}) => {
  await page.goto('/key-pairs?new')
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

async function newPublicKey(cloud: CloudProcess): Promise<string> {
  const file = join(cloud.dataDir, 'key')
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'me@laptop', '-f', file])
  return readFile(`${file}.pub`, 'utf8')
}
