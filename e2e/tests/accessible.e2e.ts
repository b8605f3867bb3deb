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
  ['server’s serial console', () => `/servers/${serverId}/console?type=serial`, 'web-1'],
  ['server’s diagnostics', () => `/servers/${serverId}/diagnostics`, 'web-1'],
  ['server groups', () => '/server-groups', 'Server groups'],
  ['new server group', () => '/server-groups?new', 'Server groups'],
  ['key pairs', () => '/key-pairs', 'Key pairs'],
  ['new key pair', () => '/key-pairs?new', 'Key pairs'],
  ['images', () => '/images', 'Images'],
  ['new image', () => '/images?new', 'Images'],
  ['nothing here', () => '/nowhere', 'Not found'],
]

test('every page is fit for a screen reader, for the dark and for a phone', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await page.goto(`${cloud.url}/sign-in`)
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await expectFit(page, 'sign-in')
  await signInAsPerson(page, cloud, 'admin', project.name)
  for (const [name, path, heading] of pages) {
    await page.goto(cloud.url + path())
    await expect(page.getByRole('heading', { name: heading, level: 1, includeHidden: true })).toBeVisible()
    await expectFit(page, name)
  }
})

test('every form of a server is fit for a screen reader', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await signInAsPerson(page, cloud, 'admin', project.name)
  await page.goto(`${cloud.url}/servers/${serverId}`)
  for (const action of [
    'Resize',
    'Rebuild',
    'Snapshot',
    'Backup',
    'Change password',
    'Lock',
    'Rescue',
    'Reset state',
  ]) {
    await page.getByRole('button', { name: 'More for web-1' }).click()
    await page.getByRole('menuitem', { name: `${action}…` }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    expect.soft(await seriousIn(new AxeBuilder({ page })), action).toEqual([])
    await keepPicture(page, `form ${action}`)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('button', { name: 'More for web-1' })).toBeFocused()
  }
})

test('on a phone the navigation opens, leads on, and makes room again', async ({ page }) => {
  await page.setViewportSize(phone)
  await signInAsPerson(page, cloud, 'admin', project.name)
  const navigation = page.getByRole('navigation', { name: 'Main' })
  await expect(navigation).not.toBeInViewport()
  await page.getByRole('button', { name: 'Open navigation' }).click()
  await navigation.getByRole('link', { name: 'Images' }).click()
  await expect(page.getByRole('heading', { name: 'Images' })).toBeVisible()
  await expect(navigation).not.toBeInViewport()
})

test('with the keyboard alone one finds a server, acts on it, and never loses one’s place', async ({ page }) => {
  await signInAsPerson(page, cloud, 'admin', project.name)
  await page.keyboard.press('Control+k')
  await page.getByRole('textbox', { name: 'Go to a page or a server' }).pressSequentially('web-1')
  await expect(page.getByRole('dialog').getByText('ACTIVE')).toHaveCount(1)
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

const desk = { width: 1280, height: 800 }
const phone = { width: 375, height: 740 }

/** Looks at the page that is shown: light, dark, and on a phone; leaves it as it was. */
async function expectFit(page: Page, name: string) {
  expect.soft(await seriousIn(new AxeBuilder({ page })), name).toEqual([])
  await keepPicture(page, `${name}-light`)

  await page.emulateMedia({ colorScheme: 'dark' })
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  // Nothing but the colours is other in the dark.
  const contrast = new AxeBuilder({ page }).withRules(['color-contrast'])
  expect.soft(await seriousIn(contrast), `${name}, dark`).toEqual([])
  await keepPicture(page, `${name}-dark`)
  await page.emulateMedia({ colorScheme: 'light' })

  await page.setViewportSize(phone)
  const width = () => page.evaluate(() => document.documentElement.scrollWidth)
  await expect.poll(width, `width of ${name} on a phone`).toBe(phone.width)
  await keepPicture(page, `${name}-phone`)
  await page.setViewportSize(desk)
}

const seriousIn = async (axe: AxeBuilder) => (await axe.analyze()).violations.filter(isSerious).map(inShort)

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
