import { type BrowserContext, expect, type Page } from '@playwright/test'
import { type AProject, aProject } from '../support/a-project.ts'
import { imageAndFlavor } from '../support/api.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { test } from '../support/fake-cloud.ts'
import { fillSignIn, goToSection, isSignedIn, rowOf } from '../support/person.ts'

/** How many browsers the cloud tells of changes: by its own figures. */
async function streamsOf(cloud: CloudProcess): Promise<number> {
  const figures = await (await fetch(`${cloud.url}/metrics`)).text()
  return Number(/^kilonova_live_streams (\d+)$/m.exec(figures)![1])
}

/** Opens the list of servers in a tab of its own. */
async function openServers(context: BrowserContext, project: AProject): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`/p/${project.name}/servers`)
  await expect(page.getByRole('heading', { name: 'Servers', level: 1 })).toBeVisible()
  return page
}

/** Counts what the page reads of lists of servers from now on. */
function countListReads(page: Page): () => number {
  let count = 0
  page.on('request', (request) => {
    if (isListOfServers(new URL(request.url()))) count++
  })
  return () => count
}

const isListOfServers = (url: URL): boolean => /^\/bff\/(.*\/)?servers$/.test(url.pathname)

test('twenty tabs over HTTP/1.1 have one stream, and each can be worked in', async ({
  page,
  context,
  cloud,
  project,
}) => {
  // Twenty pages are drawn one after the other: on a busy machine that is minutes.
  test.setTimeout(400_000)
  await isSignedIn(page, cloud, project)
  await project.hasServer('before')
  const tabs: Page[] = []
  for (let n = 0; n < 20; n++) tabs.push(await openServers(context, project))
  await expect.poll(() => streamsOf(cloud)).toBe(1)
  await project.hasServer('after')
  for (const tab of tabs) {
    await tab.bringToFront()
    await expect(rowOf(tab, 'after')).toBeVisible()
    await goToSection(tab, 'Images')
  }
  await Promise.all(tabs.map((tab) => tab.close()))
  await expect.poll(() => streamsOf(cloud)).toBe(0)
})

test('without shared workers one tab holds the stream for all, and another takes over when it goes', async ({
  context,
  cloud,
  project,
}) => {
  await context.addInitScript(() => Reflect.deleteProperty(window, 'SharedWorker'))
  const first = await context.newPage()
  await isSignedIn(first, cloud, project)
  await first.goto(`/p/${project.name}/servers`)
  const [second, third] = [await openServers(context, project), await openServers(context, project)]
  await expect.poll(() => streamsOf(cloud)).toBe(1)
  await first.close()
  await expect.poll(() => streamsOf(cloud)).toBe(1)
  await project.hasServer('web-1')
  for (const tab of [second, third]) {
    await tab.bringToFront()
    await expect(rowOf(tab, 'web-1')).toBeVisible()
  }
  await second.close()
  await third.close()
})

test('a change of a row is shown without the list being read, and stands out for a moment', async ({
  page,
  cloud,
  project,
}) => {
  await isSignedIn(page, cloud, project)
  const id = await project.hasServer('web-1')
  await page.goto(`/p/${project.name}/servers`)
  await expect(rowOf(page, 'web-1')).toContainText('Active')
  // No list is answered any more.
  await page.route(isListOfServers, () => undefined)
  await project.api.call('POST', `/compute/v2.1/servers/${id}/action`, { 'os-stop': null })
  await expect(page.locator(`[data-row="${id}"][data-changed]`)).toBeVisible()
  await expect(rowOf(page, 'web-1')).toContainText('Shut off')
  await expect(page.locator('[data-changed]')).toHaveCount(0)
  // What can be done with it is new, too.
  await page.getByRole('button', { name: 'Actions for web-1' }).click()
  await expect(page.getByRole('menuitem', { name: 'Start', exact: true })).toBeEnabled()
})

test('an idle tab reads its list eight times at most while thirty servers are created', async ({
  page,
  cloud,
  project,
}) => {
  await isSignedIn(page, cloud, project)
  await project.hasQuota({ instances: 40, cores: 40, ram: 81_920 })
  await project.hasServer('first')
  await page.goto(`/p/${project.name}/servers`)
  await expect(rowOf(page, 'first')).toContainText('Active')
  const reads = countListReads(page)
  const server = { ...(await imageAndFlavor(project.api)), networks: 'none' }
  for (let n = 1; n <= 30; n++)
    await project.api.call('POST', '/compute/v2.1/servers', { server: { name: `web-${n}`, ...server } })
  await project.api.until<{ servers: unknown[] }>(
    '/compute/v2.1/servers?status=ACTIVE',
    ({ servers }) => servers.length === 31,
  )
  await expect(page.getByRole('row').filter({ hasText: 'Active' })).toHaveCount(31)
  expect(reads()).toBeLessThanOrEqual(8)
})

test('what happens in another project makes nothing be read', async ({ page, cloud, project }) => {
  const other = await aProject(cloud)
  await isSignedIn(page, cloud, project)
  await project.hasServer('mine')
  await page.goto(`/p/${project.name}/servers`)
  await expect(rowOf(page, 'mine')).toContainText('Active')
  const reads = countListReads(page)
  await other.hasServer('theirs')
  const id = await project.hasServer('also-mine')
  await expect(rowOf(page, 'also-mine')).toContainText('Active')
  await expect(page.locator(`[data-row="${id}"][data-changed]`)).toHaveCount(0)
  expect(reads()).toBeLessThanOrEqual(2)
  await other.hasNoServers()
})

test('a session that is ended in another tab is told as that, and not as an outage', async ({
  page,
  context,
  cloud,
  project,
}) => {
  await isSignedIn(page, cloud, project)
  await page.goto(`/p/${project.name}/servers`)
  const other = await openServers(context, project)
  await other.getByRole('button', { name: 'User admin' }).click()
  await other.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.bringToFront()
  await expect(page.getByRole('heading', { name: 'You are signed out' })).toBeVisible()
  await expect(page.getByText('The cloud cannot be reached')).toHaveCount(0)
})

test.describe('a cloud that goes away', () => {
  let cloud: CloudProcess
  test.beforeAll(async () => {
    cloud = await startCloud({ KILONOVA_DRIVER: 'fake' })
  })
  test.afterAll(() => cloud.dispose())

  test('is told as that, and pages recover by themselves once it is back', async ({ browser }) => {
    const project = await aProject(cloud)
    const context = await browser.newContext({ baseURL: cloud.url })
    const stale = await context.newPage()
    await isSignedIn(stale, cloud, project)
    await project.hasServer('web-1')
    await stale.goto(`/p/${project.name}/servers`)
    await expect(rowOf(stale, 'web-1')).toBeVisible()
    const failing = await openServers(context, project)
    await cloud.stop()
    const outage = /The cloud cannot be reached/
    await expect(failing.getByText(outage).first()).toBeVisible()
    await failing.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Images' }).click()
    await expect(failing.getByRole('heading', { name: outage })).toBeVisible()
    await stale.bringToFront()
    await expect(stale.getByText(outage).first()).toBeVisible()
    await expect(rowOf(stale, 'web-1')).toBeVisible()
    await cloud.start()
    await project.hasServer('web-2')
    await expect(rowOf(stale, 'web-2')).toBeVisible({ timeout: 60_000 })
    await expect(stale.getByText(outage)).toHaveCount(0)
    await failing.bringToFront()
    await expect(rowOf(failing, 'kilonova-guest-1')).toBeVisible({ timeout: 60_000 })
    await context.close()
  })
})

test('over plain http, without shared workers and without locks, one tab holds the stream for all, and another takes over when it goes', async ({
  context,
  cloud,
  project,
}) => {
  const plain = cloud.url.replace('127.0.0.1', 'kilonova.test')
  await context.addInitScript(() => Reflect.deleteProperty(window, 'SharedWorker'))
  const open = async () => {
    const page = await context.newPage()
    await page.goto(`${plain}/p/${project.name}/servers`)
    return page
  }
  const first = await open()
  await fillSignIn(first, 'admin', cloud.adminPassword)
  await expect(first.getByRole('heading', { name: 'Servers', level: 1 })).toBeVisible()
  expect(await first.evaluate(() => 'locks' in navigator || 'SharedWorker' in globalThis)).toBe(false)
  const others = [await open(), await open(), await open()]
  await expect.poll(() => streamsOf(cloud)).toBe(1)
  await first.close()
  await expect.poll(() => streamsOf(cloud)).toBe(1)
  await project.hasServer('web-1')
  for (const tab of others) {
    await tab.bringToFront()
    await expect(rowOf(tab, 'web-1')).toBeVisible()
  }
  await Promise.all(others.map((tab) => tab.close()))
  await expect.poll(() => streamsOf(cloud)).toBe(0)
})
