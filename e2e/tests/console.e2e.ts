import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { type AProject, aProject } from '../support/a-project.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { signInAsPerson } from '../support/person.ts'

let cloud: CloudProcess
let project: AProject
let serverId: string
test.beforeAll(async () => {
  cloud = await startCloud({ KILONOVA_DRIVER: 'fake' })
  project = await aProject(cloud)
  serverId = await project.hasServer('web-1')
})
test.afterAll(async () => {
  await cloud.dispose()
})

test('a screen that says nothing is never called connected, and is given up on with a reason', async ({ page }) => {
  await page.clock.install()
  await signInAsPerson(page, cloud, 'admin', project.name)
  const socket = page.waitForEvent('websocket')
  await page.goto(`${cloud.url}/servers/${serverId}/console`)
  const screen = page.getByRole('region', { name: 'Console of web-1' })
  await expect(screen.getByText('Connecting…')).toBeVisible()
  await expect(screen.getByRole('button', { name: 'Paste text' })).toBeDisabled()
  await socket
  await page.clock.fastForward(10_000)
  await expect(screen.getByRole('alert')).toHaveText('The guest’s screen has not answered for 10 seconds.')
  await screen.getByRole('button', { name: 'Connect again' }).click()
  await expect(screen.getByText('Connecting…')).toBeVisible()
})

test('the console of a stopped server says so, and comes back when it starts', async ({ page }) => {
  await signInAsPerson(page, cloud, 'admin', project.name)
  await page.goto(`${cloud.url}/servers/${serverId}/console`)
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(page.getByText('web-1 is SHUTOFF. Its screen appears here once it runs.')).toBeVisible()
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Console of web-1' }).getByText('Connecting…')).toBeVisible()
})

test('a console link is good once, and says so the second time', async ({ page }) => {
  const url = await consoleLink()
  const greeted = new Promise((resolve) => page.once('websocket', (socket) => socket.once('framereceived', resolve)))
  await page.goto(url)
  await expect(page.getByText('Connecting…')).toBeVisible()
  await greeted
  await page.goto('about:blank')
  await page.goto(url)
  await expect(page.getByRole('alert')).toContainText('This console link was used already or has expired')
  await expect(page.getByRole('button', { name: 'Connect again' })).toBeVisible()
})

test('a console link without its token tells how to have one', async ({ page }) => {
  await page.goto(`${cloud.url}/consoles/vnc`)
  await expect(page.getByRole('alert')).toContainText('openstack console url show --novnc')
})

test('the log shows what the guest wrote, finds a word in it, and can be kept', async ({ page }) => {
  await signInAsPerson(page, cloud, 'admin', project.name)
  await page.goto(`${cloud.url}/servers/${serverId}/log`)
  const log = page.getByRole('region', { name: 'Console log' })
  await expect(log.getByLabel('Output')).toContainText('web-1 login:')
  await log.getByRole('searchbox', { name: 'Search the log' }).fill('LOGIN')
  await expect(log.getByText('1 found')).toBeVisible()
  const download = page.waitForEvent('download')
  await log.getByRole('button', { name: 'Download' }).click()
  expect(await readFile(await (await download).path(), 'utf8')).toContain('web-1 login:')
})

async function consoleLink(): Promise<string> {
  const { remote_console } = await project.api.call<{ remote_console: { url: string } }>(
    'POST',
    `/compute/v2.1/servers/${serverId}/remote-consoles`,
    { remote_console: { protocol: 'vnc', type: 'novnc' } },
  )
  return remote_console.url
}
