import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { aProject } from '../support/a-project.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { chooseAction, goToSection, rowOf, signInAsPerson } from '../support/person.ts'

let cloud: CloudProcess
test.beforeAll(async () => {
  cloud = await startCloud({ KILONOVA_DRIVER: 'fake' })
  await cloud.stop()
  await writeFile(join(cloud.dataDir, 'kilonova.json'), JSON.stringify({ reclaim_instance_interval: 3_600 }))
  await cloud.start()
})
test.afterAll(async () => {
  await cloud.dispose()
})

test('where deleted servers are kept for a while, one is had back, and another is gone at once', async ({ page }) => {
  const project = await aProject(cloud)
  const id = await project.hasServer('web-1')
  await signInAsPerson(page, cloud, 'admin', project.name)
  await goToSection(page, 'Servers')
  await chooseAction(page, 'web-1', 'Delete')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete server' }).click()
  await page.goto(`${cloud.url}/servers/${id}`)
  const banner = page.getByRole('region', { name: 'Deleted, and not gone yet' })
  await banner.getByRole('button', { name: 'Restore' }).click()
  await expect(page.getByText('ACTIVE', { exact: true })).toBeVisible()
  await expect(banner).toHaveCount(0)

  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete server' }).click()
  await page.goto(`${cloud.url}/servers?status=SOFT_DELETED`)
  await expect(rowOf(page, 'web-1')).toContainText('SOFT_DELETED')
  await chooseAction(page, 'web-1', 'Delete now')
  const question = page.getByRole('dialog', { name: 'Delete now: web-1?' })
  await expect(question).toContainText('web-1 and its disk are lost for good, at once')
  await question.getByRole('button', { name: 'Delete now' }).click()
  await expect(page.getByText('No server is SOFT_DELETED')).toBeVisible()
})
