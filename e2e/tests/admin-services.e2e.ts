import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { type AProject, aProject } from '../support/a-project.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { isSignedIn, menuItemOf, rowOf, unfold } from '../support/person.ts'

let cloud: CloudProcess
let project: AProject
let busy: string
let idle: string[]

test.beforeAll(async () => {
  test.setTimeout(240_000)
  cloud = await startCloud({ KILONOVA_DRIVER: 'fake', KILONOVA_FAKE_HOSTS: '4' }, { report_interval: 1 })
  project = await aProject(cloud)
  await project.hasServer('web-1')
  const { hosts } = await project.api.call<{ hosts: { name: string; servers: number }[] }>(
    'GET',
    '/compute/v2.1/kilonova/hosts',
  )
  busy = hosts.find(({ servers }) => servers > 0)!.name
  idle = hosts.filter(({ servers }) => servers === 0).map(({ name }) => name)
})
test.afterAll(() => cloud?.dispose())

const open = async (page: Page) => {
  await isSignedIn(page, cloud, project)
  await page.goto(`${cloud.url}/admin/services`)
  await expect(page.getByRole('rowheader').first()).toBeVisible()
}

test('an administrator takes several services out of use with a reason, finds them by that, and puts them back', async ({
  page,
}) => {
  await open(page)
  const two = idle.slice(0, 2)
  for (const name of two) await page.getByRole('checkbox', { name: `Select ${name}` }).check()
  const bar = page.getByRole('region', { name: 'Selected services' })
  await bar.getByRole('button', { name: 'Disable' }).click()
  const dialog = page.getByRole('dialog', { name: 'Disable 2 hosts' })
  await dialog.getByLabel('Reason').fill('New switches')
  await dialog.getByRole('button', { name: 'Disable' }).click()
  for (const name of two) await expect(rowOf(page, name)).toContainText('New switches')
  await expect(rowOf(page, busy)).toContainText('nova-compute')
  await bar.getByRole('button', { name: 'Enable' }).click()
  for (const name of two) await expect(rowOf(page, name)).toContainText('Enabled')
})

test('an administrator says that a service is down, told of the servers on its host, and takes it back', async ({
  page,
}) => {
  await open(page)
  await (await menuItemOf(page, busy, 'Force down')).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('and with it the server on it')
  await dialog.getByLabel(`Type ${busy} to confirm`).fill(busy)
  await dialog.getByRole('button', { name: 'Force down' }).click()
  await expect(rowOf(page, busy)).toContainText('Forced down')
  await (await menuItemOf(page, busy, 'Undo force down')).click()
  await expect(rowOf(page, busy)).toContainText('Up')
})

test('a service with servers on its host is not forgotten, and says why', async ({ page }) => {
  await open(page)
  await (await menuItemOf(page, busy, 'Forget')).click()
  await expect(page.getByText('1 server is on it. Move or delete it first.')).toBeVisible()
  await expect(rowOf(page, busy)).toBeVisible()
})

test('the control has services too, which are found by one click and can only be forgotten', async ({ page }) => {
  await open(page)
  await page.getByRole('radiogroup', { name: 'Which services' }).getByText('Of the control').click()
  await expect(page.getByRole('rowheader')).toHaveCount(3)
  for (const name of ['nova-conductor', 'nova-scheduler', 'nova-osapi_compute'])
    await expect(page.getByRole('row').filter({ hasText: name })).toContainText('internal')
  await page.getByRole('button', { name: /^Actions for nova-scheduler/ }).click()
  await expect(page.getByRole('menuitem', { name: 'Forget' })).toBeEnabled()
  await unfold(page)
  await expect(page.getByRole('menuitem', { name: 'Disable' })).toContainText('Only services of hosts')
  await page.keyboard.press('Escape')
  await page.getByRole('radiogroup', { name: 'Which services' }).getByText('Of hosts').click()
  await expect(page.getByRole('rowheader')).toHaveCount(4)
})

test('a cloud that only its own machine reaches says so to whoever adds a host', async ({ page }) => {
  await isSignedIn(page, cloud, project)
  await page.goto(`${cloud.url}/admin/hosts?new`)
  const dialog = page.getByRole('dialog', { name: 'Add host' })
  await dialog.getByRole('button', { name: 'Show command' }).click()
  await expect(dialog.getByRole('alert')).toContainText('Set KILONOVA_HOST')
})

for (const colorScheme of ['light', 'dark'] as const)
  test(`services are fit for a screen reader and a phone, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width: 1920, height: 1080 })
    await open(page)
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
    await keepPicture(page, `services-${colorScheme}-1920`)
    await page.setViewportSize({ width: 390, height: 844 })
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    await keepPicture(page, `services-${colorScheme}-390`)
  })

/** For somebody who wants to look at them. */
async function keepPicture(page: Page, name: string) {
  const folder = process.env['KILONOVA_LOOK']
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}
