import { execFile } from 'node:child_process'
import { chmod, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from '@playwright/test'
import type { AProject } from '../support/a-project.ts'
import { type Api, imageAndFlavor, signIn } from '../support/api.ts'
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
  const fingerprint = /MD5:(\S+)/.exec(stdout)![1]!
  const row = rowOf(page, 'laptop')
  await expect(row.getByTitle(fingerprint)).toHaveText(`${fingerprint.slice(0, 11)}…${fingerprint.slice(-5)}`)
  await expect(row).toContainText(/ssh-ed25519.*(now|second)/)

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
  const asked = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/os-keypairs'))
  await form.getByRole('button', { name: 'Create key pair' }).click()
  const { keypair } = (await asked).postDataJSON() as { keypair: Record<string, string> }
  const { public_key: publicKey, ...more } = keypair
  expect(more).toEqual({ name: 'made here', type: 'ssh' })
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

test('a key pair has a page with its servers, whatever they call it, and is deleted there', async ({
  page,
  cloud,
  project,
}) => {
  const { person, api } = await somebody(cloud, project)
  await project.hasPerson(`also-${person}`, 'member')
  const other = await signIn(cloud, `also-${person}`, project.name)
  const name = 'me@laptop home.v1'
  const publicKey = await newPublicKey(cloud)
  await importKey(api, name, publicKey)
  await hasServerWith(api, 'mine-1', name)
  // Somebody else calls another key the same.
  await importKey(other, name, await newPublicKey(cloud))
  await hasServerWith(other, 'theirs-1', name)

  await page.goto(`/p/${project.name}/key-pairs`)
  await fillSignIn(page, person, cloud.adminPassword)
  await rowOf(page, name).getByRole('link', { name }).click()
  await expect(page).toHaveURL(`${cloud.url}/p/${project.name}/key-pairs/${encodeURIComponent(name)}`)
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
  await expect(page).toHaveTitle(new RegExp(`^${name}`))
  await expect(page.getByRole('region', { name: 'Public key' })).toContainText(publicKey.trim())
  const facts = page.getByRole('complementary', { name: 'Facts' })
  const sha256 = await fingerprintOf(cloud, publicKey, 'sha256')
  const md5 = await fingerprintOf(cloud, publicKey, 'md5')
  await expect(facts).toContainText(`Typessh-ed25519Fingerprint (MD5)${md5}`)
  await expect(facts).toContainText(`Fingerprint (SHA-256)${sha256}`)
  await expect(facts).toContainText('Commentme@laptop')
  const servers = page.getByRole('region', { name: 'Servers with this key' })
  await expect(rowOf(page, 'mine-1')).toContainText('Active')
  await expect(servers).not.toContainText('theirs-1')

  await servers.getByRole('link', { name: 'mine-1' }).click()
  await page.getByRole('complementary', { name: 'Facts' }).getByRole('link', { name }).click()
  await page.getByRole('button', { name: 'Create server', exact: true }).click()
  await expect(page.getByRole('combobox', { name: 'Key pair' })).toHaveValue(name)
  await page.goBack()

  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  const question = page.getByRole('dialog', { name: `Delete key pair ${name}?` })
  await expect(question).toContainText('Servers that already have it still accept it.')
  await question.getByRole('button', { name: 'Delete key pair' }).click()
  await expect(page.getByText('No key pairs yet')).toBeVisible()
  await expect(page).toHaveURL(`${cloud.url}/p/${project.name}/key-pairs`)
  expect(await api.call('GET', '/compute/v2.1/os-keypairs')).toMatchObject({ keypairs: [] })
})

test('a name that is hard on addresses has its page, and one that there is not is told so', async ({
  page,
  cloud,
  project,
}) => {
  const { person, api } = await somebody(cloud, project)
  const publicKey = await newPublicKey(cloud)
  const names = ['..a', 'a@b c.d', 'new', `${'long '.repeat(50)}@host`]
  for (const name of names) await importKey(api, name, publicKey)
  await page.goto(`/p/${project.name}/key-pairs`)
  await fillSignIn(page, person, cloud.adminPassword)
  for (const name of names) {
    await rowOf(page, name).getByRole('link', { name, exact: true }).click()
    await expect(page.getByRole('heading', { name, level: 1, exact: true })).toBeVisible()
    await page.reload()
    await expect(page.getByRole('heading', { name, level: 1, exact: true })).toBeVisible()
    await page.goBack()
    await expect(page.getByRole('heading', { name: 'Key pairs', level: 1 })).toBeVisible()
  }
  for (const name of ['a/b', '50%', 'schlüssel', '?x=1', '#', '"', '日本']) {
    await page.goto(`/p/${project.name}/key-pairs/${encodeURIComponent(name)}`)
    await expect(page.getByText(`You have no key pair “${name}”. It may have been deleted.`)).toBeVisible()
  }
})

test('a key pair that is deleted elsewhere is gone from its page, and is found by its name while it is there', async ({
  page,
  cloud,
  project,
}) => {
  const { person, api } = await somebody(cloud, project)
  const name = `desk of ${person}`
  await importKey(api, name, await newPublicKey(cloud))
  await page.goto(`/go/${encodeURIComponent(name.toUpperCase())}`)
  await fillSignIn(page, person, cloud.adminPassword)
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
  await page.goto(`/p/${project.name}`)
  await page.getByRole('heading', { name: 'Home' }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('textbox', { name: 'Go to, or do' }).fill(name)
  await page.getByRole('button', { name: new RegExp(`^${name} ?Key pair`) }).click()
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
  await api.call('DELETE', `/compute/v2.1/os-keypairs/${encodeURIComponent(name)}`)
  await expect(page.getByText(`You have no key pair “${name}”. It may have been deleted.`)).toBeVisible()
})

/** Somebody with key pairs of their own, a member of `project`. */
async function somebody(cloud: CloudProcess, project: AProject) {
  const person = `keys-${project.name}`
  await project.hasPerson(person, 'member')
  return { person, api: await signIn(cloud, person, project.name) }
}

const importKey = (api: Api, name: string, public_key: string) =>
  api.call('POST', '/compute/v2.1/os-keypairs', { keypair: { name, public_key } })

async function hasServerWith(api: Api, name: string, key_name: string): Promise<void> {
  const server = { name, key_name, networks: 'none', ...(await imageAndFlavor(api)) }
  const made = await api.call<{ server: { id: string } }>('POST', '/compute/v2.1/servers', { server })
  await api.until<{ server: { status: string } }>(
    `/compute/v2.1/servers/${made.server.id}`,
    ({ server }) => server.status === 'ACTIVE',
  )
}

async function fingerprintOf(cloud: CloudProcess, publicKey: string, hash: 'md5' | 'sha256'): Promise<string> {
  const file = join(cloud.dataDir, 'asked.pub')
  await writeFile(file, publicKey)
  const { stdout } = await run('ssh-keygen', ['-l', '-E', hash, '-f', file])
  return /(?:MD5:)?((?:SHA256:)?[^\s]+)/.exec(stdout.split(' ')[1]!)![1]!
}

async function newPublicKey(cloud: CloudProcess): Promise<string> {
  const file = join(cloud.dataDir, 'key')
  await Promise.all([file, `${file}.pub`].map((old) => rm(old, { force: true })))
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'me@laptop', '-f', file])
  return readFile(`${file}.pub`, 'utf8')
}
