import { expect } from '@playwright/test'
import { test } from '../support/fake-cloud.ts'
import { chooseOne, isSignedIn } from '../support/person.ts'

test('pages are set in our own letters, which come from the dashboard itself', async ({ page, cloud, project }) => {
  const fonts: string[] = []
  page.on('response', (response) => {
    if (response.request().resourceType() === 'font') fonts.push(new URL(response.url()).origin)
  })
  await isSignedIn(page, cloud, project)
  await page.goto('/servers')
  await expect(page.getByRole('heading', { name: 'Servers', level: 1 })).toBeVisible()
  const loaded = () =>
    page.evaluate(async () => {
      await document.fonts.ready
      return [...document.fonts].filter(({ status }) => status === 'loaded').map(({ family }) => family)
    })
  await expect.poll(loaded).toContain('Inter Variable')
  expect([...new Set(fonts)]).toEqual([new URL(page.url()).origin])
})

test('a server’s head stays in view and offers two actions that are possible now', async ({ page, cloud, project }) => {
  const serverId = await project.hasServer('web-1')
  await isSignedIn(page, cloud, project)
  await page.setViewportSize({ width: 1280, height: 400 })
  await page.goto(`/servers/${serverId}`)
  const head = page.locator('.title-bar')
  await expect(head.getByRole('heading', { name: 'web-1' })).toBeVisible()
  const buttons = head.locator('.title-bar-actions').getByRole('button')
  await expect(buttons).toHaveText(['Stop', 'Soft reboot', 'More'])
  await page.mouse.wheel(0, 2000)
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(0)
  await expect(head.getByRole('heading', { name: 'web-1' })).toBeInViewport()
  await buttons.first().click()
  await expect(buttons).toHaveText(['Start', 'Resize…', 'More'])
  await expect(head.getByRole('link', { name: 'Servers' })).toBeVisible()
})

test('a server begins with its addresses, which no fact repeats, and no fact is there to say that there is none', async ({
  page,
  cloud,
  project,
}) => {
  const serverId = await project.hasServer('web-1')
  const { network } = await project.api.call<{ network: { id: string } }>('POST', '/network/v2.0/networks', {
    network: { name: 'lan' },
  })
  await project.api.call('POST', '/network/v2.0/subnets', {
    subnet: { network_id: network.id, ip_version: 4, cidr: '10.45.0.0/24' },
  })
  await project.api.call('POST', `/compute/v2.1/servers/${serverId}/os-interface`, {
    interfaceAttachment: { net_id: network.id },
  })
  await isSignedIn(page, cloud, project)
  await page.goto(`/servers/${serverId}`)
  const facts = page.getByRole('complementary', { name: 'Facts' })
  const addresses = page.getByRole('table', { name: 'Addresses' })
  await expect(page.getByRole('region', { name: 'Network' }).getByRole('table')).toHaveCount(1)
  await expect(addresses.getByRole('button', { name: /^Copy \d+\./ })).toBeVisible()
  await expect(page.getByRole('main').getByRole('heading', { level: 2 }).first()).toHaveText('Network')
  await expect(facts.getByText('Addresses')).toHaveCount(0)
  await expect(facts.getByText('Flavor')).toBeVisible()
  await expect(facts.getByText(/^(—|No)$/)).toHaveCount(0)
  for (const absent of ['Key pair', 'Config drive', 'Locked', 'Power state'])
    await expect(facts.getByText(absent, { exact: true })).toHaveCount(0)
})

test('on a phone the tab that is open is in sight', async ({ page, cloud, project }) => {
  const serverId = await project.hasServer('web-1')
  await page.setViewportSize({ width: 390, height: 844 })
  await isSignedIn(page, cloud, project)
  for (const [tab, path] of [
    ['Settings', 'settings'],
    ['Overview', ''],
    ['Activity', 'activity'],
  ] as const) {
    await page.goto(`/servers/${serverId}/${path}`)
    await expect(page.locator('.route-tabs').getByRole('link', { name: tab, exact: true })).toBeInViewport({ ratio: 1 })
  }
})

test('why a server is in error is said once, where one arrives', async ({ page, cloud, project }) => {
  await project.hasQuota({ cores: -1, ram: -1 })
  await project.api.call('POST', '/compute/v2.1/flavors', {
    flavor: { name: 'mammoth', vcpus: 9_999, ram: 512, disk: 1 },
  })
  await isSignedIn(page, cloud, project)
  await page.goto('/servers/new')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('hope')
  await chooseOne(page, 'Image', 'kilonova-guest-1')
  await chooseOne(page, 'Flavor', 'mammoth')
  await page.getByRole('button', { name: 'Create server', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('Create failed')
  await expect(page.getByText(/No valid host was found/).filter({ visible: true })).toHaveCount(1)
  await page.getByRole('link', { name: 'Log', exact: true }).click()
  await expect(page.getByText(/No valid host was found/)).toHaveCount(0)
})

test('the navigation keeps the width that one chose, and its words for those who cannot see it', async ({
  page,
  cloud,
  project,
}) => {
  await isSignedIn(page, cloud, project)
  await page.goto('/servers')
  const navigation = page.getByRole('navigation', { name: 'Main' })
  const width = async () => Math.round((await navigation.boundingBox())!.width)
  await expect.poll(width).toBe(200)
  await page.getByRole('button', { name: 'Narrow navigation' }).click()
  await expect.poll(width).toBe(56)
  await page.reload()
  await expect.poll(width).toBe(56)
  await navigation.getByRole('link', { name: 'Images' }).click()
  await expect(page.getByRole('heading', { name: 'Images', level: 1 })).toBeVisible()
})

test('the administration has an amber line under its header, a project has none', async ({ page, cloud, project }) => {
  await isSignedIn(page, cloud, project)
  const line = () => page.locator('.app-header').evaluate((header) => getComputedStyle(header).borderBottomWidth)
  await page.goto('/servers')
  await expect(page.getByRole('heading', { name: 'Servers', level: 1 })).toBeVisible()
  expect(await line()).toBe('1px')
  await page.goto('/admin/servers')
  await expect(page.getByRole('heading', { name: 'Servers', level: 1 })).toBeVisible()
  expect(await line()).toBe('2px')
})

test('an address that names the project by its id becomes the one with its name, and the navigation knows where one is', async ({
  page,
  cloud,
  project,
}) => {
  const serverId = await project.hasServer('web-1')
  await isSignedIn(page, cloud, project)
  await page.goto(`/p/${project.api.projectId}/servers/${serverId}/log?line=1#end`)
  await expect(page).toHaveURL(new RegExp(`/p/${project.name}/servers/${serverId}/log\\?line=1#end$`))
  const current = (name: string) => page.getByRole('navigation', { name }).locator('[aria-current=page]')
  await expect(current('Main')).toHaveText('Servers')
  await expect(current('Server sections')).toHaveText('Log')
})

test('administrators see whose and where each server is without scrolling sideways, and what their activity is about', async ({
  page,
  cloud,
  project,
}) => {
  await project.hasServer('web-1')
  await isSignedIn(page, cloud, project)
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto(`/admin/servers?q=project:${project.name}`)
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'web-1' }) })
  await expect(row.getByText(project.name)).toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'CPU', exact: true })).toBeInViewport({ ratio: 1 })
  const hidden = await page.locator('.list-scroller').evaluate((list) => list.scrollWidth - list.clientWidth)
  expect(hidden).toBe(0)
  await page.goto(`/admin/activity?q=project:${project.name}`)
  await expect(row.or(page.getByRole('row').nth(1)).first()).toContainText(project.name)
})

test('figures stand below each other, and names keep their own letters', async ({ page, cloud, project }) => {
  await project.hasServer('web-1')
  await isSignedIn(page, cloud, project)
  await page.goto('/servers')
  const numeric = (name: string) =>
    page
      .getByRole('row')
      .nth(1)
      .locator(name)
      .first()
      .evaluate((cell) => getComputedStyle(cell).fontVariantNumeric)
  await expect(page.getByRole('link', { name: 'web-1' })).toBeVisible()
  expect(await numeric('.name-link')).toBe('normal')
  expect(await numeric('[data-cell=vcpus]')).toBe('tabular-nums')
  expect(await numeric('time')).toBe('tabular-nums')
})
