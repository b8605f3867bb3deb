import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { aProject } from '../support/a-project.ts'
import { signIn } from '../support/api.ts'
import { test } from '../support/administered-cloud.ts'
import { chooseAction, isSignedIn, rowOf } from '../support/person.ts'

interface Flavor {
  id: string
  name: string
  description: string | null
  extra_specs: Record<string, string>
}

let made = 0
const aName = (what: string) => `${what}-${process.pid}-${++made}`

/** Makes a flavor through the API, and says its id. */
async function hasFlavor(cloud: Parameters<typeof signIn>[0], name: string, more: object = {}): Promise<string> {
  const { flavor } = await (
    await signIn(cloud)
  ).call<{ flavor: Flavor }>('POST', '/compute/v2.1/flavors', {
    flavor: { name, vcpus: 1, ram: 64, disk: 1, ...more },
  })
  return flavor.id
}

test('I make a flavor that one project alone may use, and see that it has it', async ({ page, cloud, project }) => {
  const other = await aProject(cloud)
  await isSignedIn(page, cloud, project)
  const name = aName('gold')
  await page.goto('/admin/flavors')
  await page.getByRole('button', { name: 'Create flavor' }).click()
  const form = page.getByRole('dialog', { name: 'Create flavor' })
  await form.getByRole('textbox', { name: 'Name' }).fill(name)
  await form.getByRole('textbox', { name: 'vCPUs' }).fill('2')
  await form.getByRole('textbox', { name: 'Memory in MB' }).fill('2048')
  await form.getByRole('switch', { name: 'Public' }).uncheck()
  await form.getByRole('combobox', { name: 'Projects' }).fill(project.name)
  await page.getByRole('option', { name: project.name }).click()
  // The projects that are offered lie over the button until the field is left.
  await page.keyboard.press('Tab')
  await form.getByRole('button', { name: 'Create flavor' }).click()

  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
  await page.getByRole('navigation', { name: 'Flavor sections' }).getByRole('link', { name: 'Access' }).click()
  await expect(rowOf(page, project.name)).toBeVisible()

  await page.getByRole('button', { name: 'Add projects' }).click()
  const adding = page.getByRole('dialog', { name: `Add projects to ${name}` })
  await adding.getByRole('combobox', { name: 'Projects' }).fill(other.name)
  await page.getByRole('option', { name: other.name }).click()
  await page.keyboard.press('Tab')
  await adding.getByRole('button', { name: 'Add projects' }).click()
  await expect(rowOf(page, other.name)).toBeVisible()

  await chooseAction(page, project.name, 'Remove')
  await page.getByRole('button', { name: 'Remove project' }).click()
  await expect(rowOf(page, project.name)).toBeHidden()
  const seenBy = async (api: typeof project.api) =>
    (await api.call<{ flavors: Flavor[] }>('GET', '/compute/v2.1/flavors')).flavors.some((one) => one.name === name)
  expect(await seenBy(other.api)).toBe(true)
  expect(await seenBy(project.api)).toBe(false)
})

test('I give a flavor extra specs that are explained while I type, and a wrong value is refused where it stands', async ({
  page,
  cloud,
  project,
}) => {
  const name = aName('pinned')
  const id = await hasFlavor(cloud, name)
  await isSignedIn(page, cloud, project)
  await page.goto(`/admin/flavors/${id}`)
  await page.getByRole('button', { name: 'Edit extra specs' }).click()
  const form = page.getByRole('form', { name: 'Edit extra specs' })
  await form.getByRole('button', { name: 'Add to extra specs' }).click()
  await form.getByRole('combobox', { name: 'Key 1' }).pressSequentially('cpu_pol')
  await page.getByRole('option', { name: 'hw:cpu_policy' }).click()
  await expect(form).toContainText('Whether its CPUs have a CPU of the host for themselves.')
  await form.getByRole('combobox', { name: 'Value 1' }).fill('sometimes')
  await expect(form).toContainText('hw:cpu_policy is one of dedicated, shared, mixed.')
  await form.getByRole('combobox', { name: 'Value 1' }).fill('dedicated')
  await form.getByRole('button', { name: 'Add to extra specs' }).click()
  await form.getByRole('combobox', { name: 'Key 2' }).fill('ssd')
  await expect(form).toContainText('The cloud does not know it. Once an aggregate has this key')
  await form.getByRole('combobox', { name: 'Value 2' }).fill('true')
  await form.getByRole('button', { name: 'Save' }).click()

  await expect(form).toBeHidden()
  await expect(page.getByRole('region', { name: 'Extra specs' })).toContainText('hw:cpu_policy')
  const { flavor } = await project.api.call<{ flavor: Flavor }>('GET', `/compute/v2.1/flavors/${id}`)
  expect(flavor.extra_specs).toEqual({ 'hw:cpu_policy': 'dedicated', ssd: 'true' })

  await page.getByRole('button', { name: 'Edit extra specs' }).click()
  await form.getByRole('button', { name: 'Remove ssd' }).click()
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form).toBeHidden()
  await expect(page.getByRole('region', { name: 'Extra specs' })).not.toContainText('ssd')
})

test('I describe a flavor where its description stands', async ({ page, cloud, project }) => {
  const id = await hasFlavor(cloud, aName('described'))
  await isSignedIn(page, cloud, project)
  await page.goto(`/admin/flavors/${id}`)
  await page.getByRole('button', { name: 'Edit description' }).click()
  await page.getByRole('textbox', { name: 'Description' }).fill('For the shop')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('complementary', { name: 'Facts' })).toContainText('For the shop')
  // The page shows at once what it was told; the cloud has it a moment later.
  const description = async () =>
    (await project.api.call<{ flavor: Flavor }>('GET', `/compute/v2.1/flavors/${id}`)).flavor.description
  await expect.poll(description).toBe('For the shop')
})

test('I see which servers were made of a flavor, delete it, and they go on', async ({ page, cloud, project }) => {
  const name = aName('doomed')
  const id = await hasFlavor(cloud, name)
  const { images } = await project.api.call<{ images: { id: string }[] }>(
    'GET',
    '/image/v2/images?name=kilonova-guest-1',
  )
  const server = { name: `web-${name}`, imageRef: images[0]!.id, flavorRef: id, networks: 'none' }
  await project.api.call('POST', '/compute/v2.1/servers', { server })
  await isSignedIn(page, cloud, project)
  await page.goto(`/admin/flavors?q=${name}`)
  await expect(rowOf(page, name).getByRole('link', { name: '1', exact: true })).toBeVisible()
  await page.getByRole('link', { name, exact: true }).click()
  await page.getByRole('navigation', { name: 'Flavor sections' }).getByRole('link', { name: 'Servers' }).click()
  await expect(page.getByRole('link', { name: `web-${name}` })).toBeVisible()
  await page.getByRole('button', { name: `More for ${name}` }).click()
  await page.getByRole('menuitem', { name: 'Delete', exact: true }).click()
  const question = page.getByRole('dialog', { name: `Delete flavor ${name}?` })
  await expect(question).toContainText('1 server was made of it: it goes on as it is.')
  await question.getByRole('button', { name: 'Delete flavor' }).click()
  await expect(page.getByRole('heading', { name: 'Flavors', level: 1 })).toBeVisible()
  const { servers } = await project.api.call<{ servers: { name: string }[] }>('GET', '/compute/v2.1/servers')
  expect(servers.map((one) => one.name)).toContain(`web-${name}`)
})

test('I copy a flavor with its extra specs under another name, since sizes stay as they are', async ({
  page,
  cloud,
  project,
}) => {
  const name = aName('copied')
  const id = await hasFlavor(cloud, name, { swap: 128 })
  await project.api.call('POST', `/compute/v2.1/flavors/${id}/os-extra_specs`, { extra_specs: { ssd: 'true' } })
  await isSignedIn(page, cloud, project)
  await page.goto(`/admin/flavors/${id}`)
  await page.getByRole('button', { name: 'Copy', exact: true }).click()
  const form = page.getByRole('dialog', { name: `Copy flavor ${name}` })
  await expect(form).toContainText('1 extra spec is copied with it.')
  await form.getByRole('textbox', { name: 'Name' }).fill(`${name}-larger`)
  await form.getByRole('textbox', { name: 'Memory in MB' }).fill('128')
  await form.getByRole('button', { name: 'Create flavor' }).click()
  await expect(page.getByRole('heading', { name: `${name}-larger`, level: 1 })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Extra specs' })).toContainText('ssd')
  await expect(page.getByRole('complementary', { name: 'Facts' })).toContainText('128 MB')
})

test('I delete several flavors that nobody uses at once', async ({ page, cloud, project }) => {
  const names = [aName('spare'), aName('spare')]
  for (const name of names) await hasFlavor(cloud, name)
  await isSignedIn(page, cloud, project)
  await page.goto(`/admin/flavors?q=name:${names.join(',')}`)
  for (const name of names) await page.getByRole('checkbox', { name: `Select ${name}` }).check()
  await page
    .getByRole('region', { name: 'Selected flavors' })
    .getByRole('button', { name: 'Delete', exact: true })
    .click()
  const question = page.getByRole('dialog', { name: 'Delete 2 flavors?' })
  await expect(question).toContainText('No server was made of them.')
  await question.getByRole('button', { name: 'Delete 2 flavors' }).click()
  await expect(question).toBeHidden()
  for (const name of names) await expect(page.getByRole('link', { name, exact: true })).toBeHidden()
})

for (const colorScheme of ['light', 'dark'] as const)
  test(`the pages of flavors are fit for a screen reader and a phone, ${colorScheme}`, async ({
    page,
    cloud,
    project,
  }) => {
    test.slow()
    const name = aName('seen')
    const id = await hasFlavor(cloud, name, { 'os-flavor-access:is_public': false })
    await project.api.call('POST', `/compute/v2.1/flavors/${id}/os-extra_specs`, {
      extra_specs: { 'hw:cpu_policy': 'dedicated', 'quota:disk_read_iops_sec': '500', ssd: 'true' },
    })
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await isSignedIn(page, cloud, project)
    for (const [path, heading] of [
      ['/admin/flavors', 'Flavors'],
      ['/admin/flavors?new', 'Flavors'],
      [`/admin/flavors/${id}`, name],
      [`/admin/flavors/${id}/access`, name],
      [`/admin/flavors/${id}/servers`, name],
    ] as const) {
      await page.goto(path)
      await expect(page.getByRole('heading', { name: heading, level: 1, includeHidden: true })).toBeVisible()
      await expectFit(page, `flavors ${path.replaceAll(/[/?]/g, ' ').replace(id, 'one')} ${colorScheme}`)
    }
    await page.goto(`/admin/flavors/${id}`)
    await page.getByRole('button', { name: 'Edit extra specs' }).click()
    await expectFit(page, `flavors edited ${colorScheme}`)
  })

async function expectFit(page: Page, name: string) {
  await expect(page.getByRole('progressbar')).toHaveCount(0)
  const { violations } = await new AxeBuilder({ page }).analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect
    .soft(
      serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
      name,
    )
    .toEqual([])
  for (const [width, height] of [
    [1280, 800],
    [1920, 1080],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height })
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth), `${name} at ${width}`)
      .toBe(width)
    const folder = process.env['KILONOVA_PICTURES']
    if (folder?.startsWith('/')) await page.screenshot({ path: `${folder}/${name} ${width}.png`, fullPage: true })
  }
  await page.setViewportSize({ width: 1280, height: 800 })
}
