import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { type AProject, aProject } from '../support/a-project.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { chooseAction, signInAsPerson } from '../support/person.ts'

let cloud: CloudProcess
let project: AProject
let serverId: string
test.beforeAll(async () => {
  cloud = await startCloud({ KILONOVA_DRIVER: 'fake' })
  project = await aProject(cloud)
  serverId = await project.hasServer('web-1')
  await project.hasServer('a-server-with-a-name-that-somebody-made-rather-long-without-thinking-of-phones')
  await project.api.call('POST', '/compute/v2.1/flavors', { flavor: { name: 'giant', vcpus: 99, ram: 512, disk: 1 } })
})
test.afterAll(async () => {
  await cloud.dispose()
})

/** Every page, with what tells that it stands there whole. */
const pages: [name: string, path: () => string, heading: string][] = [
  ['overview', () => '/', 'Overview'],
  ['servers', () => '/servers', 'Servers'],
  ['create server', () => '/servers/new', 'Create server'],
  ['server', () => `/servers/${serverId}`, 'web-1'],
  ['server’s console', () => `/servers/${serverId}/console`, 'web-1'],
  ['server’s log', () => `/servers/${serverId}/log`, 'web-1'],
  ['server’s actions', () => `/servers/${serverId}/actions`, 'web-1'],
  ['key pairs', () => '/key-pairs', 'Key pairs'],
  ['new key pair', () => '/key-pairs?new', 'Key pairs'],
  ['images', () => '/images', 'Images'],
  ['new image', () => '/images?new', 'Images'],
  ['nothing here', () => '/nowhere', 'Not found'],
]

test('axe finds nothing serious on any page', async ({ page }) => {
  await lookAtEveryPage(page, 'light', (axe) => axe)
})

test('in the dark there is as much contrast', async ({ page }) => {
  // Everything else is the same in the dark.
  await lookAtEveryPage(page, 'dark', (axe) => axe.withRules(['color-contrast']))
})

test('on a phone nothing scrolls sideways', async ({ page }) => {
  await page.setViewportSize({ width: 375, height: 740 })
  await signInAsPerson(page, cloud, 'admin', project.name)
  for (const [name, path, heading] of pages) {
    await show(page, path(), heading)
    const widths = await page.evaluate(() => ({
      page: document.documentElement.scrollWidth,
      screen: document.documentElement.clientWidth,
    }))
    expect.soft(widths.page, `width of ${name}`).toBe(widths.screen)
    await keepPicture(page, `${name}-phone`)
  }
  await page.getByRole('button', { name: 'Open navigation' }).click()
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Images' }).click()
  await expect(page.getByRole('heading', { name: 'Images' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Open navigation' })).toBeVisible()
})

test('with the keyboard alone one finds a server, acts on it, and never loses one’s place', async ({ page }) => {
  await signInAsPerson(page, cloud, 'admin', project.name)
  await page.keyboard.press('Control+k')
  await page.getByRole('textbox', { name: 'Go to a page or a server' }).pressSequentially('web-1')
  await expect(page.getByRole('dialog').getByText('ACTIVE')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'web-1' })).toBeFocused()

  await page.getByRole('button', { name: 'Delete', exact: true }).press('Enter')
  const question = page.getByRole('dialog', { name: 'Delete server web-1?' })
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(question).toBeHidden()
  await expect(page.getByRole('button', { name: 'Delete', exact: true })).toBeFocused()
})

test('the first stop of the tab key leads past the navigation', async ({ page }) => {
  await signInAsPerson(page, cloud, 'admin', project.name)
  await page.goto(`${cloud.url}/servers`)
  await expect(page.getByRole('heading', { name: 'Servers' })).toBeVisible()
  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: 'Skip to the content' })
  await expect(skip).toBeFocused()
  await expect(skip).toBeInViewport()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('main').getByRole('link', { name: 'Create server' })).toBeFocused()
})

test('after a dialog that a menu opened, one is back at the menu’s button', async ({ page }) => {
  await signInAsPerson(page, cloud, 'admin', project.name)
  await page.goto(`${cloud.url}/servers`)
  await chooseAction(page, 'web-1', 'Delete')
  await expect(page.getByRole('dialog', { name: 'Delete server web-1?' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Actions for web-1' })).toBeFocused()
})

async function show(page: Page, path: string, heading: string) {
  await page.goto(cloud.url + path)
  await expect(page.getByRole('heading', { name: heading, level: 1, includeHidden: true })).toBeVisible()
}

async function lookAtEveryPage(page: Page, colorScheme: 'light' | 'dark', rules: (axe: AxeBuilder) => AxeBuilder) {
  const look = async (name: string) => {
    const { violations } = await rules(new AxeBuilder({ page })).analyze()
    expect.soft(violations.filter(isSerious).map(inShort), name).toEqual([])
    await keepPicture(page, `${name}-${colorScheme}`)
  }
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await page.goto(`${cloud.url}/sign-in`)
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await look('sign-in')
  await signInAsPerson(page, cloud, 'admin', project.name)
  for (const [name, path, heading] of pages) {
    await show(page, path(), heading)
    await look(name)
  }
}

type Violation = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'][number]

const isSerious = ({ impact }: Violation) => impact === 'serious' || impact === 'critical'

const inShort = ({ id, help, nodes }: Violation) => ({
  id,
  help,
  where: nodes.map(({ html, failureSummary }) => [html, failureSummary]),
})

/** For eyes: `KILONOVA_PICTURES=<folder>` keeps a picture of every page. */
async function keepPicture(page: Page, name: string) {
  const folder = process.env['KILONOVA_PICTURES']
  if (folder?.startsWith('/')) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}
