import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { type AProject, aProject } from '../support/a-project.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { isSignedIn } from '../support/person.ts'

interface Host {
  name: string
  service_id: string
  servers: number
}

let cloud: CloudProcess
let project: AProject

test.beforeAll(async () => {
  test.setTimeout(240_000)
  const fake = { KILONOVA_DRIVER: 'fake', KILONOVA_FAKE_HOSTS: '5' }
  cloud = await startCloud(fake, { report_interval: 1, service_down_time: 6, metrics_interval: 1 })
  project = await aProject(cloud)
  await project.hasServer('web-1')
})
test.afterAll(() => cloud?.dispose())

const hostsNow = async () => (await project.api.call<{ hosts: Host[] }>('GET', '/compute/v2.1/kilonova/hosts')).hosts
const setService = ({ service_id }: Host, change: object) =>
  project.api.call('PUT', `/compute/v2.1/os-services/${service_id}`, change)

const open = async (page: Page, path = '/admin') => {
  await isSignedIn(page, cloud, project)
  await page.goto(`${cloud.url}${path}`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
}

test('an administrator sees at a glance what is up, how full the cloud is and who works most, and goes to the list of each', async ({
  page,
}) => {
  await open(page)
  await expect(page).toHaveURL(`${cloud.url}/admin`)
  const services = page.getByRole('list', { name: 'Services' })
  await expect(services).toContainText('Hosts up5')
  await expect(services).toContainText('PlacementAnswers')
  await expect(page.getByRole('region', { name: 'Capacity' })).toContainText('Physical 160 × 4')
  await expect(page.getByRole('table', { name: 'Busiest hosts' }).getByRole('rowheader')).toHaveCount(1)
  await expect(page.getByRole('region', { name: 'Failed in the last 24 hours' })).toContainText('Nothing has failed.')
  await services.getByRole('link', { name: 'Hosts up' }).click()
  await expect(page).toHaveURL(/\/admin\/services\?q=state%3Aup/)
  await expect(page.getByRole('rowheader')).toHaveCount(5)
})

test('an administrator is told first of a host that is down, while the page is open, and goes to it', async ({
  page,
}) => {
  const busy = (await hostsNow()).find(({ servers }) => servers > 0)!
  await open(page)
  const needs = page.getByRole('region', { name: 'Needs you' })
  await expect(needs).toContainText('Nothing needs you now.')
  await setService(busy, { forced_down: true })
  await expect(needs).toContainText('This host was forced down. 1 server is on it.')
  await expect(page.getByRole('list', { name: 'Services' })).toContainText('Hosts down1')
  await needs.getByRole('link', { name: `See the host: ${busy.name}` }).click()
  await expect(page.getByRole('heading', { name: busy.name, level: 1 })).toBeVisible()
  await setService(busy, { forced_down: false })
})

test('an administrator reads what has failed in any project, with who asked and why, and opens it', async ({
  page,
}) => {
  const tooLarge = await project.api.call<{ flavor: { id: string } }>('POST', '/compute/v2.1/flavors', {
    flavor: { name: 'huge', vcpus: 1, ram: 4_000_000, disk: 1 },
  })
  const { images } = await project.api.call<{ images: { id: string }[] }>('GET', '/image/v2/images')
  const server = { name: 'giant', flavorRef: tooLarge.flavor.id, imageRef: images[0]!.id, networks: 'none' }
  await project.hasQuota({ ram: -1 })
  await project.api.call('POST', '/compute/v2.1/servers', { server })
  await open(page)
  const failures = page.getByRole('list', { name: 'Failed in the last 24 hours' })
  await expect(failures).toContainText('giant')
  await expect(failures).toContainText('No valid host')
  await expect(failures).toContainText(`in ${project.name}`)
  await failures.getByRole('link', { name: 'giant' }).click()
  await expect(page.getByRole('heading', { name: 'giant', level: 1 })).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const)
  test(`the home of administrators is fit for a screen reader and a phone, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width: 1920, height: 1080 })
    await open(page)
    await expect(page.getByRole('table', { name: 'Busiest hosts' })).toBeVisible()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
    await keepPicture(page, `home-${colorScheme}-1920`)
    await page.setViewportSize({ width: 390, height: 844 })
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    await keepPicture(page, `home-${colorScheme}-390`)
  })

/** For somebody who wants to look at them. */
async function keepPicture(page: Page, name: string) {
  const folder = process.env['KILONOVA_LOOK']
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}
