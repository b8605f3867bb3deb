import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { type AProject, aProject } from '../support/a-project.ts'
import { test } from '../support/fake-cloud.ts'
import { chooseAction, isSignedIn, unfold } from '../support/person.ts'

let project: AProject
let serverId: string
test.beforeAll(async ({ cloud }) => {
  project = await aProject(cloud)
  serverId = await project.hasServer('web-1')
  await project.hasServer('a-server-with-a-name-that-somebody-made-rather-long-without-thinking-of-phones')
  await project.api.call('POST', '/compute/v2.1/flavors', {
    flavor: { name: 'colossal', vcpus: 99, ram: 512, disk: 1 },
  })
})
test.afterAll(() => project.hasNoServers())

/** Every page, with what tells that it stands there whole. */
const pages: [name: string, path: () => string, heading: string][] = [
  ['home', () => '/', 'Home'],
  ['servers', () => '/servers', 'Servers'],
  ['create server', () => '/servers/new', 'Create server'],
  ['server', () => `/servers/${serverId}`, 'web-1'],
  ['server’s console', () => `/servers/${serverId}/console`, 'web-1'],
  ['server’s log', () => `/servers/${serverId}/log`, 'web-1'],
  ['server’s activity', () => `/servers/${serverId}/activity`, 'web-1'],
  ['server’s serial console', () => `/servers/${serverId}/console?type=serial`, 'web-1'],
  ['server’s metrics', () => `/servers/${serverId}/metrics`, 'web-1'],
  ['server’s diagnostics', () => `/servers/${serverId}/diagnostics`, 'web-1'],
  ['server groups', () => '/server-groups', 'Server groups'],
  ['new server group', () => '/server-groups?new', 'Server groups'],
  ['key pairs', () => '/key-pairs', 'Key pairs'],
  ['new key pair', () => '/key-pairs?new', 'Key pairs'],
  ['images', () => '/images', 'Images'],
  ['new image', () => '/images?new', 'Images'],
  ['nothing here', () => '/nowhere', 'Not found'],
]

test('every page is fit for a screen reader, for the dark and for a phone', async ({ page, cloud }) => {
  // Every page, three times, each read by axe: minutes beside another worker.
  test.slow()
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await page.goto('/sign-in')
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await expectFit(page, 'sign-in')
  await isSignedIn(page, cloud, project)
  for (const [name, path, heading] of pages) {
    await page.goto(path())
    await expect(page.getByRole('heading', { name: heading, level: 1, includeHidden: true })).toBeVisible()
    await expectFit(page, name)
  }
})

test('every form of a server is fit for a screen reader', async ({ page, cloud }) => {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await isSignedIn(page, cloud, project)
  await page.goto(`/servers/${serverId}`)
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

/** What floats above a page: where it is, and how one opens it. */
const overlays: [name: string, path: () => string, open: (page: Page) => Promise<void>][] = [
  ['palette', () => '/', (page) => page.keyboard.press('Control+k')],
  ['theme menu', () => '/', (page) => page.getByRole('button', { name: 'Theme' }).click()],
  ['user menu', () => '/', (page) => page.getByRole('button', { name: /^User / }).click()],
  ['project menu', () => '/', (page) => page.getByRole('button', { name: /^Project / }).click()],
  ['row menu', () => '/servers', (page) => page.getByRole('button', { name: 'Actions for web-1' }).click()],
  [
    'row menu, unfolded',
    () => '/servers',
    async (page) => {
      await page.getByRole('button', { name: 'Actions for web-1' }).click()
      await unfold(page)
    },
  ],
  [
    'page menu, unfolded',
    () => `/servers/${serverId}`,
    async (page) => {
      await page.getByRole('button', { name: 'More for web-1' }).click()
      await unfold(page)
    },
  ],
  ['key pair select', () => '/servers/new', (page) => page.getByRole('combobox', { name: 'Key pair' }).click()],
  [
    'selected rows',
    () => '/servers',
    async (page) => {
      await page.getByRole('checkbox', { name: 'Select web-1' }).check()
      await expect(page.getByText('1 selected')).toBeVisible()
    },
  ],
  [
    'bulk confirmation',
    () => '/servers',
    async (page) => {
      await page.getByRole('checkbox', { name: 'Select web-1' }).check()
      await page
        .getByRole('region', { name: 'Selected servers' })
        .getByRole('button', { name: 'Delete', exact: true })
        .click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  ],
  ['reason', () => `/servers/${serverId}`, (page) => page.getByText('Active', { exact: true }).hover()],
]

for (const colorScheme of ['light', 'dark'] as const)
  test(`what floats above pages is fit for a screen reader, ${colorScheme}`, async ({ page, cloud }) => {
    test.slow()
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await isSignedIn(page, cloud, project)
    for (const [name, path, open] of overlays) {
      await page.goto(path())
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await open(page)
      await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
      expect.soft(await seriousIn(new AxeBuilder({ page })), name).toEqual([])
      await keepPicture(page, `${name}-${colorScheme}`)
    }
  })

test('a menu at the bottom of the window opens upwards, and scrolls where there is too little room', async ({
  page,
  cloud,
}) => {
  await page.setViewportSize({ width: 1280, height: 420 })
  await isSignedIn(page, cloud, project)
  await page.goto('/servers')
  const button = page.getByRole('button', { name: 'Actions for web-1' })
  await button.scrollIntoViewIfNeeded()
  await button.click()
  const menu = page.getByRole('menu')
  await expect(menu.getByRole('menuitem').last()).toBeAttached()
  const { y, height } = (await menu.boundingBox())!
  expect(y).toBeGreaterThanOrEqual(0)
  expect(y + height).toBeLessThanOrEqual(420)
  await menu.getByRole('menuitem', { name: /^Unavailable/ }).scrollIntoViewIfNeeded()
  await expect(menu.getByRole('menuitem', { name: /^Unavailable/ })).toBeInViewport()
})

test('on a phone a menu comes from below, as wide as the screen', async ({ page, cloud }) => {
  await page.setViewportSize(phone)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await isSignedIn(page, cloud, project)
  await page.goto(`/servers/${serverId}`)
  await page.getByRole('button', { name: 'More for web-1' }).click()
  await expect
    .poll(async () => {
      const { x, y, width, height } = (await page.getByRole('menu').boundingBox())!
      return [x, width, y + height].map(Math.round)
    })
    .toEqual([0, phone.width, phone.height])
})

test('on a phone the navigation opens, leads on, and makes room again', async ({ page, cloud }) => {
  await page.setViewportSize(phone)
  await isSignedIn(page, cloud, project)
  await page.goto('/')
  const navigation = page.getByRole('navigation', { name: 'Main' })
  await expect(navigation).not.toBeInViewport()
  await page.getByRole('button', { name: 'Open navigation' }).click()
  await navigation.getByRole('link', { name: 'Images' }).click()
  await expect(page.getByRole('heading', { name: 'Images', level: 1 })).toBeVisible()
  await expect(navigation).not.toBeInViewport()
})

test('with the keyboard alone one finds a server, acts on it, and never loses one’s place', async ({ page, cloud }) => {
  await isSignedIn(page, cloud, project)
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.getByRole('textbox', { name: 'Go to, or do' }).pressSequentially('web-1')
  await expect(page.getByRole('dialog').getByText('ACTIVE')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'web-1' })).toBeFocused()

  const more = page.getByRole('button', { name: 'More for web-1' })
  await more.press('Enter')
  await page.getByRole('menuitem', { name: 'Delete', exact: true }).press('Enter')
  const question = page.getByRole('dialog', { name: 'Delete server web-1?' })
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(question).toBeHidden()
  await expect(more).toBeFocused()
})

test('the first stop of the tab key leads past the navigation', async ({ page, cloud }) => {
  await isSignedIn(page, cloud, project)
  await page.goto('/servers')
  await expect(page.getByRole('heading', { name: 'Servers', level: 1 })).toBeVisible()
  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: 'Skip to content' })
  await expect(skip).toBeFocused()
  await expect(skip).toBeInViewport()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('main').getByRole('link', { name: 'Create server' })).toBeFocused()
})

test('after a dialog that a menu opened, one is back at the menu’s button', async ({ page, cloud }) => {
  await isSignedIn(page, cloud, project)
  await page.goto('/servers')
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
