import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { test } from '../support/administered-cloud.ts'
import { choose, isSignedIn } from '../support/person.ts'

const tab = async (page: Page, name: string) => {
  const link = page.getByRole('navigation', { name: 'System sections' }).getByRole('link', { name, exact: true })
  await link.click()
  await expect(link).toHaveAttribute('aria-current', 'page')
}

test('an administrator looks at what the cloud runs on, part by part, and at whether it is well', async ({
  page,
  cloud,
  project,
}) => {
  await isSignedIn(page, cloud, project)
  await page.goto('/admin/system')
  await expect(page.getByRole('region', { name: 'Versions', exact: true })).toContainText('PostgreSQL')
  await expect(page.getByRole('region', { name: 'API versions' })).toContainText('2.1 to 2.104')
  await expect(page.getByRole('table', { name: 'Endpoints' }).getByText('Answers', { exact: true })).toHaveCount(5)

  await tab(page, 'Settings')
  await page.getByRole('combobox', { name: 'Search settings' }).fill('-source:default driver')
  await page.keyboard.press('Enter')
  const driver = page.getByRole('row', { name: /^driver/ })
  await expect(driver).toContainText('fake')
  await expect(driver).toContainText('KILONOVA_DRIVER')

  await tab(page, 'Processes')
  const process = page.getByRole('region', { name: 'Control processes' }).getByRole('article')
  await expect(process).toContainText(/At work.*holds for \d+ s.*It leads them.*It answers it/)
  await process.getByRole('link', { name: 'fake-1', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'fake-1', level: 1 })).toBeVisible()
  await page.goBack()

  await tab(page, 'Webhook')
  await expect(page.getByRole('region', { name: 'Webhook' })).toContainText('No webhook')
  await expect(page.getByRole('button', { name: 'Try again now' })).toHaveAttribute('aria-disabled', 'true')
  await tab(page, 'Rate limits')
  await expect(page.getByText('Nobody was held back since the cloud was started.')).toBeVisible()
  await tab(page, 'Database')
  await expect(page.getByRole('table', { name: 'Migrations of the database' })).toContainText('0001')

  for (const part of ['', '/reconcilers', '/processes']) {
    await page.goto(`/admin/system${part}`)
    await expect(page.getByRole('table').or(page.getByRole('article')).first()).toBeVisible()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
    }
  }
})

test('an administrator has a reconciler run now, and the log say more for a while', async ({
  page,
  cloud,
  project,
}) => {
  await isSignedIn(page, cloud, project)
  await page.goto('/admin/system/reconcilers')
  const row = page.getByRole('row', { name: /old-audit/ })
  const runs = async () =>
    Number(/(\d+) runs?/.exec((await row.getByTitle(/runs/).getAttribute('title')) ?? '')?.[1] ?? Number.NaN)
  const before = await runs()
  await page.getByRole('button', { name: 'Run now: old-audit' }).click()
  await expect.poll(runs).toBe(before + 1)
  await expect(row).toContainText('Fine')

  await page.goto('/admin/system')
  await choose(page, 'Log from this level on', 'warn')
  await expect
    .poll(() => project.api.call('GET', '/compute/v2.1/kilonova/system/log-level'))
    .toEqual({ log_level: { level: 'warn', at_start: expect.any(String) } })
  await page.goto('/admin/activity?q=action%3Alog-level-update')
  await expect(page.getByRole('row', { name: /warn/ }).first()).toContainText('admin')
})
