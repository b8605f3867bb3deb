import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect as usual, type Page, test } from '@playwright/test'
import { aShop, type Shop, shopSettings } from '../support/a-shop.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { chooseOne, signInAs } from '../support/person.ts'

// The pages that the README shows, over a cloud as it is after weeks of work. `KILONOVA_PICTURES=1` makes its pictures anew:
// `KILONOVA_PICTURES=1 pnpm e2e pictures`.

const expect = usual.configure({ timeout: 60_000 })

let cloud: CloudProcess
let shop: Shop
test.beforeAll(async () => {
  test.setTimeout(300_000)
  cloud = await startCloud({ KILONOVA_DRIVER: 'fake', KILONOVA_FAKE_HOSTS: '6' }, shopSettings)
  shop = await aShop(cloud)
})
test.afterAll(() => cloud?.dispose())
test.use({ viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1.5 })

const address = (path = '') => `${cloud.url}/p/${shop.projectName}${path}`
const serverAt = (name: string, tab = '') => address(`/servers/${shop.servers.get(name)!}${tab}`)

test('home says what needs somebody, what runs, and what is left', async ({ page }) => {
  await signInAs(page, cloud, 'mira')
  await page.goto(address())
  const needs = page.getByRole('list', { name: 'Needs you' })
  await expect(needs.getByRole('link', { name: 'See why: search-1' })).toBeVisible()
  await expect(needs.getByRole('link', { name: 'Confirm or revert: staging' })).toBeVisible()
  await expect(page.getByRole('list', { name: 'Servers by status' })).toContainText('Active 14')
  await keepPicture(page, 'home', 'light')
})

test('the list has every server with its state, address, size and load', async ({ page }) => {
  await signInAs(page, cloud, 'mira')
  await page.goto(address('/servers?sort=name&columns=name,status,lock,address,flavor,vcpus,memory,cpu,image'))
  await expect(page.getByText('1–18 of 18')).toBeVisible()
  await expect(page.getByRole('row', { name: /web-1/ })).toContainText(/10\.20\.0\.\d+.*c2\.medium.*\d%/)
  await keepPicture(page, 'servers', 'dark')
})

test('a server’s page draws what it has used', async ({ page }) => {
  await signInAs(page, cloud, 'chen')
  await page.goto(serverAt('db-primary', '/metrics?range=24h'))
  const cpu = page.getByRole('region', { name: 'CPU', exact: true })
  await expect(cpu).toContainText(/average.*\d%.*maximum.*\d%/)
  for (const title of ['CPU', 'Memory', 'Disk throughput', 'Network throughput'])
    await expect(page.getByRole('region', { name: title, exact: true }).locator('canvas')).toBeVisible()
  await keepPicture(page, 'metrics', 'light')
})

test('beside the form for a server stands what will be made, and what it takes of the quota', async ({ page }) => {
  await signInAs(page, cloud, 'mira')
  await page.goto(address('/servers/new'))
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('web-5')
  await chooseOne(page, 'Image', 'Ubuntu 24.04')
  await chooseOne(page, 'Flavor', 'c2.medium')
  const review = page.getByRole('complementary')
  await expect(review).toContainText('web-5')
  await expect(review).toContainText('Ubuntu 24.04')
  await expect(review).toContainText('c2.medium')
  await page.evaluate(() => scrollTo(0, 0))
  await keepPicture(page, 'create', 'dark')
})

test('what was done to a server is told step by step, with how long each took', async ({ page }) => {
  await signInAs(page, cloud, 'mira')
  await page.goto(serverAt('staging', '/activity'))
  const actions = page.getByRole('feed', { name: 'Activity' })
  await expect(actions.getByRole('article')).toHaveCount(2)
  await expect(actions.getByRole('article').first()).toContainText('Resize')
  await actions.getByRole('article').last().getByRole('button').first().click()
  for (const action of await actions.getByRole('article').all())
    for (const step of ['Choosing a host', 'Disks', 'Finishing']) await expect(action).toContainText(step)
  await keepPicture(page, 'actions', 'light')
})

test('an administrator sees the servers of all projects on their hosts', async ({ page }) => {
  await signInAs(page, cloud, 'admin')
  await page.goto(
    `${cloud.url}/admin/servers?sort=host,name&columns=name,project,host,status,address,flavor,vcpus,memory,cpu`,
  )
  await expect(page.getByText('1–28 of 28')).toBeVisible()
  const hosts = page.getByRole('table', { name: 'Servers' })
  for (const what of ['shop', 'payments', 'analytics', 'fake-1']) await expect(hosts).toContainText(what)
  await keepPicture(page, 'administration', 'dark')
})

test('the administrators’ home says how the whole cloud is', async ({ page }) => {
  await signInAs(page, cloud, 'admin')
  await page.goto(`${cloud.url}/admin`)
  await expect(page.getByRole('table', { name: 'Busiest hosts' }).getByRole('rowheader').first()).toBeVisible()
  await expect(page.getByRole('list', { name: 'Services' })).toContainText('Hosts up')
  await keepPicture(page, 'admin-home', 'light')
})

test('a host’s page says how full it is, how it works, and what it is', async ({ page }) => {
  await signInAs(page, cloud, 'admin')
  await page.goto(`${cloud.url}/admin/hosts/fake-1?range=24h`)
  await expect(page.getByRole('heading', { name: 'fake-1', level: 1 })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Capacity' })).toContainText('vCPUs')
  await expect(page.getByRole('region', { name: 'CPU', exact: true })).toContainText(/In use\d.*%/)
  await keepPicture(page, 'admin-host', 'dark')
})

test('would it fit? says of every host why, before anybody asks for the server', async ({ page }) => {
  await signInAs(page, cloud, 'admin')
  await page.goto(`${cloud.url}/admin/flavors?q=name:g4.metal`)
  await page.getByRole('rowheader').getByRole('link', { name: 'g4.metal' }).click()
  await page.getByRole('main').getByRole('link', { name: 'Would it fit?' }).click()
  await expect(page.getByRole('table').getByRole('rowheader').first()).toBeVisible()
  await keepPicture(page, 'admin-fit', 'light')
})

/** Shows the page in light or dark, and where it is asked for keeps it as the README's picture. */
async function keepPicture(page: Page, name: string, colorScheme: 'light' | 'dark') {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
  await expect(page.getByText('Loading…').filter({ visible: true })).toHaveCount(0)
  if (!process.env['KILONOVA_PICTURES']) return
  await page.evaluate(() => document.fonts.ready)
  const png = await page.screenshot({ caret: 'hide', animations: 'disabled' })
  const picture = await asWebp(page, png)
  expect(picture.length, `bytes of ${name}`).toBeLessThan(200_000)
  await writeFile(join(import.meta.dirname, `../../web/screenshots/${name}.webp`), picture)
}

/** The same picture in a third of the bytes: Chromium can write what it can read. */
async function asWebp(page: Page, png: Buffer): Promise<Buffer> {
  const blank = await page.context().newPage()
  const dataUrl = await blank.evaluate(
    async (source) => {
      const image = new Image()
      image.src = source
      await image.decode()
      const canvas = document.createElement('canvas')
      Object.assign(canvas, { width: image.width, height: image.height })
      canvas.getContext('2d')!.drawImage(image, 0, 0)
      return canvas.toDataURL('image/webp', 0.9)
    },
    `data:image/png;base64,${png.toString('base64')}`,
  )
  await blank.close()
  return Buffer.from(dataUrl.split(',')[1]!, 'base64')
}
