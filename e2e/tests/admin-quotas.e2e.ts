import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { aProject } from '../support/a-project.ts'
import { administered, test } from '../support/administered-cloud.ts'
import { isSignedIn, menuItemOf, rowOf } from '../support/person.ts'

const looksRight = async (page: Page, name: string) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { violations } = await new AxeBuilder({ page }).analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect.soft(serious.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
    await keepPicture(page, `${name}-${colorScheme}`)
  }
}

/** For somebody who wants to look at them. */
async function keepPicture(page: Page, name: string) {
  const folder = process.env['KILONOVA_LOOK']
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` })
}

test('an administrator changes what a project may have unless it has limits of its own', async ({
  page,
  cloud,
  project,
}) => {
  await isSignedIn(page, cloud, project)
  await page.goto('/admin/quotas')
  await page.getByRole('link', { name: 'Defaults' }).click()
  const defaults = page.getByRole('region', { name: 'Quota class default' })
  await expect(defaults).toContainText('Server groups10')
  await looksRight(page, 'quota-defaults')
  const set = async (groups: string) => {
    await page.getByRole('button', { name: 'Edit defaults' }).click()
    const form = page.getByRole('dialog', { name: 'Edit defaults' })
    await form.getByLabel('Server groups').fill(groups)
    await form.getByRole('button', { name: 'Save' }).click()
    await expect(form).toBeHidden()
  }
  await set('12')
  await expect(defaults).toContainText('Server groups12')
  await page.goto(`/admin/projects/${project.api.projectId}/quota`)
  await expect(page.getByRole('meter', { name: 'Server groups' })).toHaveText('0 of 12 used')
  // The cloud is shared with other tests.
  await page.goto('/admin/quotas/defaults')
  await set('10')
  await expect(defaults).toContainText('Server groups10')
})

test('an administrator sees who is nearest to a limit, and raises the quota of several projects at once', async ({
  page,
  cloud,
  project,
}) => {
  test.slow()
  const other = await aProject(cloud)
  await project.hasServer('web-1')
  await project.hasQuota({ instances: 1 })
  await other.hasQuota({ instances: 3 })
  await isSignedIn(page, cloud, project)
  await page.goto('/admin/quotas')
  await expect(page.getByRole('heading', { name: 'Quotas', level: 1 })).toBeVisible()
  // Tenants are at their limit too: all of those come before the others.
  await expect(page.getByRole('row').nth(1)).toContainText('100%')
  const row = rowOf(page, project.name)
  await expect(row).toContainText('Servers · 100%')
  await expect(row.getByRole('meter', { name: `Servers · ${project.name}` })).toHaveText('1 of 1 used')
  await expect(rowOf(page, 'web-shop')).toContainText('34 / 46')
  await page.setViewportSize({ width: 1920, height: 1080 })
  await looksRight(page, 'quotas-1920')
  await page.setViewportSize({ width: 390, height: 844 })
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await keepPicture(page, 'quotas-390')
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.getByRole('radiogroup', { name: 'Which projects' }).getByText('Near a limit').click()
  await expect(rowOf(page, other.name)).toBeHidden()
  await page.getByRole('radiogroup', { name: 'Which projects' }).getByText('Own limits').click()
  await expect(rowOf(page, other.name)).toBeVisible()
  expect(await page.getByRole('rowheader').count()).toBeGreaterThanOrEqual(administered.projects)
  for (const { name } of [project, other]) await page.getByRole('checkbox', { name: `Select ${name}` }).check()
  await page.getByRole('region', { name: 'Selected projects' }).getByRole('button', { name: 'Edit quota' }).click()
  const dialog = page.getByRole('dialog', { name: 'Edit quota of 2 projects' })
  const become = async (resource: string, kind: string, value?: string) => {
    await dialog.getByRole('combobox', { name: `What becomes of: ${resource}`, exact: true }).click()
    await page.getByRole('option', { name: kind, exact: true }).click()
    if (value) await dialog.getByLabel(`${resource}: ${kind.toLowerCase()}`).fill(value)
  }
  await become('Servers', 'Set to', '0')
  await become('Ports', 'Raise by', '25')
  await expect(dialog.getByText('2 projects change.')).toBeVisible()
  await keepPicture(page, 'quotas-bulk-form')
  await dialog.getByRole('button', { name: 'Save' }).click()
  // One of them has more than that: of it nothing is changed, not its ports either.
  const results = dialog.getByRole('list', { name: 'Results' })
  await expect(results).toContainText('instances: 0 asked, 1 used')
  await expect(results).toContainText('Servers 3 → 0, Ports 500 → 525')
  await keepPicture(page, 'quotas-bulk-results')
  const limits = async (id: string) =>
    (await project.api.call<{ quota: { port: number } }>('GET', `/network/v2.0/quotas/${id}`)).quota.port
  expect([await limits(project.api.projectId), await limits(other.api.projectId)]).toEqual([500, 525])
  await dialog.getByRole('button', { name: 'Set below use for 1 project' }).click()
  await expect(dialog.getByText('2 of 2 projects are saved.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(row).toContainText('1 / 0')
  expect(await limits(project.api.projectId)).toBe(525)
})

test('an administrator limits a user within a project, and takes that back', async ({ page, cloud, project }) => {
  const name = `${project.name}-user`
  await project.hasPerson(name, 'member')
  await isSignedIn(page, cloud, project)
  await page.goto(`/admin/projects/${project.api.projectId}/quota`)
  await page.getByRole('button', { name: 'Limit a user' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('User').fill(name)
  await page.getByRole('option', { name }).click()
  await dialog.getByRole('button', { name: 'Edit limits' }).click()
  await dialog.getByLabel('Servers', { exact: true }).fill('99')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByRole('alert')).toContainText('at most what the project has left')
  await dialog.getByLabel('Servers', { exact: true }).fill('2')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  await expect(rowOf(page, name)).toContainText('Servers 2')
  await (await menuItemOf(page, name, 'Back to the project’s')).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Take away' }).click()
  await expect(page.getByText('Nobody has limits of their own here')).toBeVisible()
})
