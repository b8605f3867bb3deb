import { expect, test, type Page } from '@playwright/test'
import { type AProject, aProject } from '../support/a-project.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { chooseOne, isSignedIn, rowOf } from '../support/person.ts'

let cloud: CloudProcess
let project: AProject
test.beforeAll(async () => {
  test.setTimeout(180_000)
  cloud = await startCloud({ KILONOVA_DRIVER: 'fake' })
  project = await aProject(cloud)
})
test.afterAll(() => cloud?.dispose())
test.beforeEach(({ page }) => isSignedIn(page, cloud, project))

const outage = /The cloud cannot be reached/
/** Nobody reloads anything: what comes back, comes back by itself. */
const byItself = { timeout: 60_000 }
const isBack = (page: Page) => expect(page.getByText(outage)).toHaveCount(0, byItself)

test('a cloud that is killed leaves a filled form as it is, and the form creates its server afterwards', async ({
  page,
}) => {
  await page.goto(`${cloud.url}/p/${project.name}/servers/new`)
  const name = page.getByRole('textbox', { name: 'Name', exact: true })
  await name.fill('web-1')
  await chooseOne(page, 'Image', 'kilonova-guest-1')
  await chooseOne(page, 'Flavor', 'm1.micro')
  await page.getByRole('radiogroup', { name: 'Network' }).getByText('None').click()
  await cloud.kill()
  await expect(page.getByText(outage).first()).toBeVisible()
  const create = page.getByRole('button', { name: 'Create server', exact: true })
  await create.click()
  await expect(page.getByRole('alert')).toContainText('Cannot reach the cloud')
  await expect(name).toHaveValue('web-1')
  await cloud.start()
  await isBack(page)
  await expect(name).toHaveValue('web-1')
  await create.click()
  await expect(page.getByRole('heading', { name: 'web-1' })).toBeVisible()
  const { servers } = await project.api.call<{ servers: { name: string }[] }>('GET', '/compute/v2.1/servers')
  expect(servers.map((server) => server.name)).toEqual(['web-1'])
  await project.hasNoServers()
})

test('pages of all kinds that failed while the cloud was killed are there once it is back', async ({ page }) => {
  const id = await project.hasServer('web-2')
  const seen: Record<string, (tab: Page) => ReturnType<Page['getByRole']>> = {
    Images: (tab) => rowOf(tab, 'kilonova-guest-1'),
    Networks: (tab) => tab.getByRole('heading', { name: 'Networks', level: 1 }),
    Activity: (tab) => tab.getByRole('table', { name: 'Activity' }),
    Home: (tab) => tab.getByRole('heading', { name: 'Home' }),
  }
  const tabs: { tab: Page; section: string }[] = []
  for (const section of Object.keys(seen)) {
    const tab = await page.context().newPage()
    await tab.goto(`${cloud.url}/p/${project.name}/servers/${id}`)
    await expect(tab.getByRole('heading', { name: 'web-2' })).toBeVisible(byItself)
    tabs.push({ tab, section })
  }
  await cloud.kill()
  for (const { tab, section } of tabs) {
    await tab.bringToFront()
    await tab.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: section, exact: true }).click()
    await expect(tab.getByRole('heading', { name: outage })).toBeVisible()
  }
  await cloud.start()
  for (const { tab, section } of tabs) {
    await tab.bringToFront()
    await expect(seen[section]!(tab), section).toBeVisible(byItself)
    await isBack(tab)
    await tab.close()
  }
  await project.hasNoServers()
})

test('a console that lost its cloud connects again by itself', async ({ page }) => {
  const id = await project.hasServer('web-3')
  await page.goto(`${cloud.url}/p/${project.name}/servers/${id}/console?type=serial`)
  const screen = page.getByRole('region', { name: 'Console of web-3' })
  const connected = screen.getByText('Connected', { exact: true })
  await expect(connected).toBeVisible()
  await cloud.kill()
  await expect(connected).toHaveCount(0)
  const again = page.waitForEvent('websocket', {
    predicate: (socket) => socket.url().includes('/consoles/'),
    timeout: 90_000,
  })
  await cloud.start()
  // Guests of the fake driver live in the process: this one is started anew.
  await project.api.call('POST', `/compute/v2.1/servers/${id}/action`, { reboot: { type: 'HARD' } })
  await again
  await expect(connected).toBeVisible(byItself)
  await screen.locator('.xterm-screen').click()
  await page.keyboard.type('after the kill')
  await expect(screen.locator('.xterm-accessibility')).toContainText('after the kill')
  await project.hasNoServers()
})
