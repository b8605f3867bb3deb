import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test, type Page } from '@playwright/test'
import { signIn } from '../support/api.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { choose, chooseOnPage, chooseOne, signInAsPerson } from '../support/person.ts'
import { sshInto } from '../support/ssh.ts'
import { noTraces, tracesOf } from '../support/traces.ts'

const run = promisify(execFile)

let cloud: CloudProcess
test.beforeAll(async () => {
  cloud = await startCloud()
})
test.afterAll(async () => {
  await cloud.dispose()
})

test('a person signs in, launches a server, uses its consoles, stops and starts it, sees it shut itself down, and deletes it', async ({
  page,
}) => {
  test.slow()
  const keyFile = await newKey('laptop')
  await signInAsPerson(page, cloud)
  await expect(page.getByText('Servers').first()).toBeVisible()

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Key pairs' }).click()
  await page.getByRole('button', { name: 'Create key pair' }).first().click()
  await page.getByText('Import a public key').click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('laptop')
  await page.getByRole('textbox', { name: 'Public key' }).fill(await readFile(`${keyFile}.pub`, 'utf8'))
  await page.getByRole('button', { name: 'Import key pair' }).click()
  await expect(page.getByRole('row', { name: /laptop/ })).toBeVisible()

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Servers' }).click()
  await page.getByRole('link', { name: 'Create server' }).first().click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('web-1')
  await chooseOne(page, 'Image', 'kilonova-guest-1')
  await chooseOne(page, 'Flavor', 'm1.nano')
  await choose(page, 'Key pair', 'laptop')
  await page.getByRole('button', { name: 'Create server' }).click()

  // From here on nobody reloads the page: what changes, changes by itself.
  await expect(page.getByRole('heading', { name: 'web-1' })).toBeVisible()
  const status = page.locator('.status-word').first()
  await expect(status).toHaveText('Active', { timeout: 60_000 })
  const serverId = /servers\/([0-9a-f-]{36})/.exec(page.url())![1]!
  const address = await addressOn(page)

  await page.getByRole('link', { exact: true, name: 'Log' }).click()
  const log = page.getByRole('region', { name: 'Console log' })
  await expect(log).toContainText(`address ${address}`, { timeout: 120_000 })
  await expect(log).toContainText('ready after', { timeout: 60_000 })
  expect(await sshInto(cloud, address, keyFile, 'hostname')).toBe('web-1')

  await page.getByRole('link', { exact: true, name: 'Console' }).click()
  const screen = page.getByRole('region', { name: 'Console of web-1' })
  await expect(screen.getByText('Connected')).toBeVisible()
  await expect(screen.locator('canvas')).toBeVisible()
  await expect.poll(() => screen.locator('canvas').evaluate(litPixels), { timeout: 30_000 }).toBeGreaterThan(500)

  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(status).toHaveText('Shut off', { timeout: 90_000 })
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(status).toHaveText('Active', { timeout: 60_000 })
  await chooseOnPage(page, 'web-1', 'Hard reboot')
  await expect(status).toContainText(/rebooting/i)
  await expect(status).toHaveText('Active', { timeout: 60_000 })
  // The page may still show the log of before: the guest itself says when it is up.
  const isUp = () =>
    expect.poll(() => sshInto(cloud, address, keyFile, 'hostname').catch(String), { timeout: 120_000 }).toBe('web-1')
  await isUp()
  await page.getByRole('link', { exact: true, name: 'Log' }).click()
  await expect(log).toContainText('ready after')
  await page.getByRole('button', { name: 'Soft reboot', exact: true }).click()
  await expect(status).toContainText(/rebooting/i)
  await expect(status).toHaveText('Active', { timeout: 120_000 })

  await isUp()
  await sshInto(cloud, address, keyFile, 'poweroff')
  await expect(status, 'a guest that shuts itself down').toHaveText('Shut off', { timeout: 60_000 })

  await page.getByRole('navigation', { name: 'Server sections' }).getByRole('link', { name: 'Activity' }).click()
  const actions = page.getByRole('feed', { name: 'Activity' })
  for (const title of ['Create', 'Stop', 'Start', 'Reboot'])
    await expect(actions.getByRole('article', { name: new RegExp(`^${title}`, 'i') }).first()).toBeVisible()

  await chooseOnPage(page, 'web-1', 'Delete')
  const dialog = page.getByRole('dialog', { name: /Delete server web-1/ })
  await dialog.getByRole('button', { name: 'Delete server' }).click()
  await expect(page.getByRole('heading', { name: 'Servers', exact: true })).toBeVisible()
  await expect(page.getByRole('row', { name: /web-1/ })).toHaveCount(0, { timeout: 60_000 })
  const api = await signIn(cloud)
  await expect.poll(() => tracesOf(cloud, api, serverId), { timeout: 60_000 }).toEqual(noTraces)
})

/** A new key pair on this machine; its file's name. */
async function newKey(name: string): Promise<string> {
  const file = join(cloud.dataDir, name)
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', file])
  return file
}

/** The address that the server's page shows. */
async function addressOn(page: Page): Promise<string> {
  const text = await page
    .getByText(/10\.\d+\.\d+\.\d+/)
    .first()
    .innerText()
  return /10\.\d+\.\d+\.\d+/.exec(text)![0]
}

/** How many pixels of a canvas are not black: a guest's text. */
function litPixels(canvas: HTMLCanvasElement): number {
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
  let lit = 0
  for (let i = 0; i < data.length; i += 4) if (data[i]! + data[i + 1]! + data[i + 2]! > 96) lit++
  return lit
}
