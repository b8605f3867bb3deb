import { AxeBuilder } from '@axe-core/playwright'
import { expect } from '@playwright/test'
import { test } from '../support/administered-cloud.ts'
import { isSignedIn } from '../support/person.ts'

test('an administrator changes what a project may have unless it has limits of its own', async ({
  page,
  cloud,
  project,
}) => {
  await isSignedIn(page, cloud, project)
  await page.goto('/admin/quotas')
  await expect(page.getByRole('heading', { name: 'Default quota', level: 1 })).toBeVisible()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect.soft(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
  }
  const set = async (groups: string) => {
    await page.getByRole('button', { name: 'Edit defaults' }).click()
    const form = page.getByRole('dialog', { name: 'Edit defaults' })
    await form.getByLabel('Server groups').fill(groups)
    await form.getByRole('button', { name: 'Save' }).click()
    await expect(form).toBeHidden()
  }
  await set('12')
  await expect(page.getByRole('region', { name: 'Compute' })).toContainText('Server groups12')
  await page.goto(`/admin/projects/${project.api.projectId}/quota`)
  await expect(page.getByRole('meter', { name: 'Server groups' })).toHaveText('0 of 12 used')
  // The cloud is shared with other tests.
  await page.goto('/admin/quotas')
  await set('10')
  await expect(page.getByRole('region', { name: 'Compute' })).toContainText('Server groups10')
})
