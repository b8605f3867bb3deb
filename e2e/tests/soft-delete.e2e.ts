import { expect, test } from '@playwright/test'
import { aProject } from '../support/a-project.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { chooseAction, chooseOnPage, isSignedIn, rowOf } from '../support/person.ts'

let cloud: CloudProcess
test.beforeAll(async () => {
  cloud = await startCloud({ KILONOVA_DRIVER: 'fake' }, { reclaim_instance_interval: 3_600 })
})
test.afterAll(async () => {
  await cloud.dispose()
})

test('where deleted servers are kept for a while, one is had back, and another is gone at once', async ({ page }) => {
  const project = await aProject(cloud)
  const id = await project.hasServer('web-1')
  await isSignedIn(page, cloud, project)
  await page.goto(`${cloud.url}/servers`)
  await chooseAction(page, 'web-1', 'Delete')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete server' }).click()
  await page.goto(`${cloud.url}/servers/${id}`)
  const banner = page.getByRole('region', { name: 'Scheduled for deletion' })
  await banner.getByRole('button', { name: 'Restore' }).click()
  await expect(page.getByText('Active', { exact: true })).toBeVisible()
  await expect(banner).toHaveCount(0)

  await chooseOnPage(page, 'web-1', 'Delete')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete server' }).click()
  await page.goto(`${cloud.url}/servers?q=status:soft_deleted`)
  await expect(rowOf(page, 'web-1')).toContainText('Soft-deleted')
  await chooseAction(page, 'web-1', 'Delete now')
  const question = page.getByRole('dialog', { name: 'Permanently delete web-1?' })
  await expect(question).toContainText('web-1 and its disk are deleted immediately and cannot be restored')
  await question.getByRole('button', { name: 'Delete now' }).click()
  await expect(page.getByText('No servers match')).toBeVisible()
})
