import { expect } from '@playwright/test'
import { test } from '../support/administered-cloud.ts'
import { isSignedIn, rowOf } from '../support/person.ts'

test('an administrator opens a server of any project from the list of all, acts on it, and reads its log', async ({
  page,
  cloud,
  project,
}) => {
  await project.hasServer('web-1')
  await isSignedIn(page, cloud, project)
  await page.goto(`/admin/servers?q=project:${project.name}`)
  await rowOf(page, 'web-1').getByRole('link', { name: 'web-1' }).click()
  await expect(page).toHaveURL(/\/admin\/servers\/[0-9a-f-]{36}$/)
  await expect(page.getByRole('heading', { name: 'web-1', level: 1 })).toBeVisible()
  for (const tab of ['Metrics', 'Network', 'Snapshots', 'Log', 'Activity', 'Diagnostics', 'Settings']) {
    await page.getByRole('navigation', { name: 'Server sections' }).getByRole('link', { name: tab }).click()
    await expect(page.getByRole('heading', { name: 'web-1', level: 1 })).toBeVisible()
    await expect(page.getByText('This page could not be shown')).toBeHidden()
  }
  await page.getByRole('button', { name: 'More for web-1' }).click()
  await page.getByRole('menuitem', { name: 'Pause', exact: true }).click()
  await expect(page.locator('main')).toContainText('Paused')
})
