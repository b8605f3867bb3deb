import { AxeBuilder } from '@axe-core/playwright'
import { expect } from '@playwright/test'
import type { Api } from '../support/api.ts'
import { test } from '../support/administered-cloud.ts'
import { chooseAction, isSignedIn, rowOf } from '../support/person.ts'

interface Aggregate {
  id: number
  hosts: string[]
  availability_zone: string | null
  metadata: Record<string, string>
}

let made = 0
const aName = (what: string) => `${what}-${process.pid}-${++made}`

/** Makes an aggregate through the API. */
async function hasAggregate({ call }: Api, name: string, zone?: string): Promise<number> {
  const aggregate = { name, ...(zone ? { availability_zone: zone } : {}) }
  return (await call<{ aggregate: Aggregate }>('POST', '/compute/v2.1/os-aggregates', { aggregate })).aggregate.id
}

const read = async ({ call }: Api, id: number): Promise<Aggregate> =>
  (await call<{ aggregate: Aggregate }>('GET', `/compute/v2.1/os-aggregates/${id}`)).aggregate

/** The host of the cloud, which other tests use as well: nobody changes its zone here. */
const hostOf = async ({ call }: Api): Promise<string> =>
  (await call<{ services: { host: string }[] }>('GET', '/compute/v2.1/os-services')).services[0]!.host

test('I make an aggregate, put a host into it, have it fetch an image, and take the host out to delete it', async ({
  page,
  cloud,
  project,
}) => {
  const name = aName('ssd')
  const host = await hostOf(project.api)
  await isSignedIn(page, cloud, project)
  await page.goto('/admin/aggregates?new')
  const form = page.getByRole('dialog', { name: 'Create host aggregate' })
  await form.getByRole('textbox', { name: 'Name' }).fill(name)
  await form.getByRole('button', { name: 'Create host aggregate' }).click()
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()

  await page.getByRole('button', { name: 'Add hosts' }).click()
  const adding = page.getByRole('dialog', { name: `Add hosts to ${name}` })
  await adding.getByRole('checkbox', { name: host }).check()
  await adding.getByRole('button', { name: 'Add hosts' }).click()
  await expect(adding).toBeHidden()
  await expect(rowOf(page, host)).toContainText('Up')

  await page.getByRole('button', { name: 'Add hosts' }).click()
  await expect(adding.getByRole('checkbox', { name: host })).toBeDisabled()
  await expect(adding).toContainText('It is in it already.')
  await page.keyboard.press('Escape')
  await expect(adding).toBeHidden()

  await page.getByRole('button', { name: 'Fetch images' }).click()
  const fetching = page.getByRole('dialog', { name: `Fetch images to the hosts of ${name}` })
  await fetching.getByRole('combobox', { name: 'Images' }).fill('kilonova-guest-1')
  await page.getByRole('option', { name: 'kilonova-guest-1' }).first().click()
  await fetching.getByRole('button', { name: 'Fetch images' }).click()
  await expect(page.getByText('1 host fetches the images')).toBeVisible()
  await expect(fetching).toBeHidden()

  await page.getByRole('button', { name: `More for ${name}` }).click()
  await expect(page.getByRole('menuitem', { name: 'Delete' })).toHaveAccessibleDescription(
    'It has 1 host. Remove it first.',
  )
  await page.keyboard.press('Escape')
  await chooseAction(page, host, 'Remove')
  await page.getByRole('button', { name: 'Remove host' }).click()
  await expect(page.getByText('No hosts yet')).toBeVisible()
  await page.getByRole('button', { name: `More for ${name}` }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Delete host aggregate' }).click()
  await expect(page.getByRole('heading', { name: 'Host aggregates', level: 1 })).toBeVisible()
  await expect(page.getByRole('link', { name, exact: true })).toBeHidden()
})

test('I say by metadata what belongs on the hosts of an aggregate, and each key is explained', async ({
  page,
  cloud,
  project,
}) => {
  const id = await hasAggregate(project.api, aName('told'))
  await isSignedIn(page, cloud, project)
  await page.goto(`/admin/aggregates/${id}`)
  await page.getByRole('button', { name: 'Edit metadata' }).click()
  const form = page.getByRole('form', { name: 'Edit metadata' })
  await form.getByRole('button', { name: 'Add to metadata' }).click()
  await form.getByRole('combobox', { name: 'Key 1' }).pressSequentially('max_inst')
  await page.getByRole('option', { name: 'max_instances_per_host' }).click()
  await expect(form).toContainText('So many servers may be on each host.')
  await form.getByRole('combobox', { name: 'Value 1' }).fill('many')
  await expect(form).toContainText('max_instances_per_host is a whole number.')
  await form.getByRole('combobox', { name: 'Value 1' }).fill('20')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form).toBeHidden()
  expect((await read(project.api, id)).metadata).toEqual({ max_instances_per_host: '20' })
})

test('I give an aggregate a zone, and am told why one that has it cannot lose it', async ({ page, cloud, project }) => {
  const id = await hasAggregate(project.api, aName('zoned'))
  await isSignedIn(page, cloud, project)
  await page.goto(`/admin/aggregates/${id}`)
  await page.getByRole('button', { name: 'Edit availability zone' }).click()
  const form = page.getByRole('form', { name: 'Edit availability zone' })
  await form.getByRole('combobox', { name: 'Availability zone' }).fill('east')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form).toBeHidden()
  expect(await read(project.api, id)).toMatchObject({ availability_zone: 'east' })
  await page.getByRole('button', { name: 'Edit availability zone' }).click()
  await form.getByRole('combobox', { name: 'Availability zone' }).fill('')
  // The zones that there are lie over the button now.
  await page.keyboard.press('Enter')
  await expect(form.getByRole('alert')).toContainText('does not support an empty availability zone')
})

test('I see why a host with servers cannot join an aggregate of another zone', async ({ page, cloud, project }) => {
  await project.hasServer(aName('web'))
  const host = await hostOf(project.api)
  const id = await hasAggregate(project.api, aName('west'), 'west')
  await isSignedIn(page, cloud, project)
  await page.goto(`/admin/aggregates/${id}`)
  await page.getByRole('button', { name: 'Add hosts' }).click()
  const adding = page.getByRole('dialog', { name: /^Add hosts to/ })
  await expect(adding.getByRole('checkbox', { name: host })).toBeDisabled()
  await expect(adding).toContainText('whose zone would change. Move or delete')
})

for (const colorScheme of ['light', 'dark'] as const)
  test(`I see the zones with their hosts, and the pages are fit for a screen reader and a phone, ${colorScheme}`, async ({
    page,
    cloud,
    project,
  }) => {
    test.slow()
    const host = await hostOf(project.api)
    const name = aName('seen')
    const id = await hasAggregate(project.api, name)
    const act = (body: object) => project.api.call('POST', `/compute/v2.1/os-aggregates/${id}/action`, body)
    await act({ add_host: { host } })
    await act({ set_metadata: { metadata: { ram_weight_multiplier: '-1', ssd: 'true' } } })
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await isSignedIn(page, cloud, project)
    for (const [path, heading] of [
      ['/admin/aggregates', 'Host aggregates'],
      [`/admin/aggregates/${id}`, name],
    ] as const) {
      await page.goto(path)
      await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible()
      await expect(page.getByRole('link', { name: host })).toBeVisible()
      const { violations } = await new AxeBuilder({ page }).analyze()
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect
        .soft(
          serious.map((one) => [one.id, one.nodes.map(({ html }) => html)]),
          path,
        )
        .toEqual([])
      for (const width of [1280, 1920, 390]) {
        await page.setViewportSize({ width, height: 844 })
        await expect
          .poll(() => page.evaluate(() => document.documentElement.scrollWidth), `${path} at ${width}`)
          .toBe(width)
        const folder = process.env['KILONOVA_PICTURES']
        const picture = `aggregates ${heading === name ? 'one' : 'all'} ${colorScheme} ${width}`
        if (folder?.startsWith('/')) await page.screenshot({ path: `${folder}/${picture}.png`, fullPage: true })
      }
      await page.setViewportSize({ width: 1280, height: 844 })
    }
    await act({ remove_host: { host } })
  })
