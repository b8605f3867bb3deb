import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { type AProject, aProject } from '../support/a-project.ts'
import { imageAndFlavor } from '../support/api.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { isSignedIn, rowOf, signInAs } from '../support/person.ts'

let cloud: CloudProcess
let project: AProject
let hosts: { name: string; service_id: string }[]
let imageRef: string

const flavor = async (name: string, ram: number) =>
  (
    await project.api.call<{ flavor: { id: string } }>('POST', '/compute/v2.1/flavors', {
      flavor: { name, vcpus: 1, ram, disk: 1 },
    })
  ).flavor.id

test.beforeAll(async () => {
  test.setTimeout(240_000)
  cloud = await startCloud({ KILONOVA_DRIVER: 'fake', KILONOVA_FAKE_HOSTS: '4' }, { report_interval: 1 })
  project = await aProject(cloud)
  await project.hasServer('web-1')
  hosts = (await project.api.call<{ hosts: typeof hosts }>('GET', '/compute/v2.1/kilonova/hosts')).hosts
  imageRef = (await imageAndFlavor(project.api)).imageRef
  await project.api.call('PUT', `/compute/v2.1/os-services/${hosts[0]!.service_id}`, {
    status: 'disabled',
    disabled_reason: 'New fans',
  })
})
test.afterAll(() => cloud?.dispose())

const open = async (page: Page, path: string) => {
  await isSignedIn(page, cloud, project)
  await page.goto(`${cloud.url}${path}`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
}

test('an administrator asks where a flavor would fit, reads why not elsewhere, sends the address to somebody and goes back', async ({
  page,
}) => {
  const id = await flavor('fits-on-some', 64_000)
  await open(page, `/admin/flavors/${id}`)
  await page.getByRole('main').getByRole('link', { name: 'Would it fit?' }).click()
  const answer = page.getByRole('region', { name: 'Yes: it would fit' })
  await expect(answer).toContainText('3 of 4 hosts would take one.')
  await expect(rowOf(page, hosts[0]!.name)).toContainText('is disabled')
  await expect(page.getByRole('columnheader', { name: 'Up and enabled' })).toBeVisible()
  await page.getByLabel('Number of servers').fill('400')
  await page.getByRole('button', { name: 'Ask the scheduler' }).click()
  await expect(page.getByRole('region', { name: /^Not all: \d+ of 400/ })).toBeVisible()
  await expect(page).toHaveURL(/count=400/)
  const other = await page.context().newPage()
  await other.goto(page.url())
  await expect(other.getByRole('region', { name: /^Not all: \d+ of 400/ })).toBeVisible()
  await expect(other.getByLabel('Number of servers')).toHaveValue('400')
  await other.close()
  await page.goBack()
  await expect(answer).toBeVisible()
})

test('an administrator asks in numbers for one host, and is told what is wrong with a question', async ({ page }) => {
  await open(page, `/admin/placement/fit?vcpus=1&ram=4000000&disk=1&host=${hosts[1]!.name}`)
  await expect(page.getByRole('region', { name: 'No: no host would take it' })).toBeVisible()
  await expect(rowOf(page, hosts[1]!.name)).toContainText('of memory')
  await expect(page.getByRole('columnheader', { name: 'Host asked for' })).toBeVisible()
  await page.goto(`${cloud.url}/admin/placement/fit?flavor=gone`)
  await expect(page.getByRole('alert')).toContainText('Flavor gone could not be found')
})

/** A server that no host takes, in a project. */
async function hasGiant(of: AProject, flavorRef: string): Promise<string> {
  await of.hasQuota({ ram: -1 })
  const server = { name: 'giant', flavorRef, imageRef, networks: 'none' }
  const made = await of.api.call<{ server: { id: string } }>('POST', '/compute/v2.1/servers', { server })
  await of.api.until<{ server: { status: string } }>(
    `/compute/v2.1/servers/${made.server.id}`,
    (body) => body.server.status === 'ERROR',
  )
  return made.server.id
}

test('an administrator copies a server that failed in its own project, and reads why not where they have no role in it', async ({
  page,
}) => {
  const flavorRef = await flavor('copied-nowhere', 4_000_000)
  const id = await hasGiant(project, flavorRef)
  await open(page, `/admin/servers/${id}`)
  await page.getByRole('link', { name: `Copy and try again in ${project.name}` }).click()
  await expect(page).toHaveURL(`${cloud.url}/p/${project.name}/servers/new?clone=${id}`)
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('giant')

  const other = await aProject(cloud)
  const theirs = await hasGiant(other, flavorRef)
  await other.losesAdministrator()
  await open(page, `/admin/servers/${theirs}`)
  await expect(page.getByRole('button', { name: 'Copy and try again', exact: true })).toHaveAccessibleDescription(
    'A server is copied in its own project, where you have no role. Give yourself one first.',
  )
})

test('who finds no host is told why: an administrator of each host with the way to ask again, a member in one sentence', async ({
  page,
}) => {
  const flavorRef = await flavor('fits-nowhere', 4_000_000)
  const id = await hasGiant(project, flavorRef)
  await open(page, `/admin/servers/${id}`)
  const table = page.getByRole('table', { name: 'Why no host was found' })
  await expect(table.getByRole('rowheader')).toHaveCount(4)
  await expect(rowOf(page, hosts[0]!.name)).toContainText('is disabled')
  await expect(rowOf(page, hosts[1]!.name)).toContainText('of memory')
  await page.getByRole('link', { name: 'Would it fit now?' }).click()
  await expect(page.getByRole('region', { name: 'No: no host would take it' })).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'Flavor' })).toHaveValue(/^fits-nowhere/)
  await project.hasPerson('placement-member', 'member')
  await page.context().clearCookies()
  await signInAs(page, cloud, 'placement-member')
  await page.goto(`${cloud.url}/p/${project.name}/servers/${id}`)
  await expect(page.getByRole('alert').first()).toContainText('No valid host was found')
  await expect(page.getByText('Why no host was found')).toHaveCount(0)
  await expect(page.getByText(hosts[1]!.name)).toHaveCount(0)
})

test('an administrator reads who holds what of a host in placement, and goes from there to the server, the host and back', async ({
  page,
}) => {
  const { servers } = await project.api.call<{
    servers: { id: string; name: string; 'OS-EXT-SRV-ATTR:host': string }[]
  }>('GET', '/compute/v2.1/servers/detail?name=^web-1$')
  const { id, 'OS-EXT-SRV-ATTR:host': host } = servers[0]!
  await open(page, '/admin')
  const main = page.getByRole('navigation', { name: 'Main' })
  await main.getByRole('link', { name: 'Placement', exact: true }).click()
  await expect(page.getByRole('rowheader')).toHaveCount(4)
  await page.goto(`${cloud.url}/admin/placement?q=name:${host}`)
  await expect(page.getByRole('rowheader')).toHaveCount(1)
  await page.getByRole('link', { name: host, exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: host })).toBeVisible()
  await expect(page.getByRole('table', { name: 'Inventories' }).getByRole('rowheader')).toHaveText([
    'vCPUs',
    'Memory',
    'Disk',
  ])
  await expect(main.getByRole('link', { name: 'Placement', exact: true })).toHaveAttribute('aria-current', 'page')
  const sections = page.getByRole('navigation', { name: 'Sections of the resource provider' })
  await sections.getByRole('link', { name: 'Allocations' }).click()
  await expect(page.getByRole('link', { name: project.name, exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'web-1', exact: true }).click()
  await expect(page).toHaveURL(`${cloud.url}/admin/servers/${id}`)
  await page.goBack()
  await sections.getByRole('link', { name: 'Traits and aggregates' }).click()
  await expect(page.getByRole('list', { name: 'Traits' }).getByRole('listitem').first()).toBeVisible()
  await page.getByRole('complementary', { name: 'Facts' }).getByRole('link', { name: host, exact: true }).click()
  await expect(page).toHaveURL(`${cloud.url}/admin/hosts/${host}`)
  await page.getByRole('link', { name: 'In placement' }).click()
  await page.getByRole('link', { name: 'Set reserved and ratios at the host' }).click()
  await expect(page).toHaveURL(`${cloud.url}/admin/hosts/${host}/capacity`)
  await page.goto(`${cloud.url}/admin/placement/00000000-0000-4000-8000-000000000000`)
  await expect(page.getByText('There is no resource provider')).toBeVisible()
})

const parts = async () => {
  const { resource_providers: providers } = await project.api.call<{ resource_providers: { uuid: string }[] }>(
    'GET',
    '/placement/resource_providers?kilonova:q=vcpus:>0',
  )
  const provider = `/admin/placement/${providers[0]!.uuid}`
  return [
    '/admin/placement/fit?flavor=fits-on-some&count=3',
    '/admin/placement/fit',
    '/admin/placement',
    provider,
    `${provider}/allocations`,
    `${provider}/traits`,
  ]
}

for (const colorScheme of ['light', 'dark'] as const)
  test(`placement is fit for a screen reader and a phone, ${colorScheme}`, async ({ page }) => {
    test.slow()
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const [index, part] of (await parts()).entries()) {
      await page.setViewportSize({ width: 1920, height: 1080 })
      await open(page, part)
      if (index === 0) await expect(page.getByRole('table', { name: 'Hosts and rules' })).toBeVisible()
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect
        .soft(
          violations.map(({ id, nodes }) => [id, nodes[0]?.html]),
          part,
        )
        .toEqual([])
      await keepPicture(page, `placement-${index}-${colorScheme}-1920`)
      await page.setViewportSize({ width: 390, height: 844 })
      await expect
        .poll(() => page.evaluate(() => document.documentElement.scrollWidth), { message: part })
        .toBeLessThanOrEqual(390)
      await keepPicture(page, `placement-${index}-${colorScheme}-390`)
    }
  })

/** For somebody who wants to look at them. */
async function keepPicture(page: Page, name: string) {
  const folder = process.env['KILONOVA_LOOK']
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}
