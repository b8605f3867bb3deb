import { readFile } from 'node:fs/promises'
import { expect, type Page } from '@playwright/test'
import { aProject, type AProject } from '../support/a-project.ts'
import { test } from '../support/fake-cloud.ts'
import { isSignedIn } from '../support/person.ts'

const homeOf = (page: Page, project: AProject) => page.goto(`/p/${project.name}`)

test('what needs me leads to its remedy; a quota that is nearly used up is told', async ({ page, cloud, project }) => {
  const id = await project.hasServer('web-1')
  await project.api.call('POST', `/compute/v2.1/servers/${id}/action`, { 'os-resetState': { state: 'error' } })
  await project.hasQuota({ instances: 1 })
  await isSignedIn(page, cloud, project)
  await homeOf(page, project)
  const needs = page.getByRole('list', { name: 'Needs you' })
  await expect(needs.getByRole('listitem').filter({ hasText: 'Servers' })).toContainText('1 of 1 used (100%)')
  await needs.getByRole('link', { name: 'See why: web-1' }).click()
  await expect(page.getByRole('heading', { name: 'web-1', level: 1 })).toBeVisible()
})

test('a project at rest says so calmly, and an empty one what comes first', async ({ page, cloud, project }) => {
  await isSignedIn(page, cloud, project)
  await homeOf(page, project)
  await expect(page.getByText('Nothing needs you now.')).toBeVisible()
  await expect(page.getByRole('heading', { name: /^Create (a key pair first|your first server)$/ })).toBeVisible()
})

test('the counts are those of this project, and lead to the list of just these servers', async ({
  page,
  cloud,
  project,
}) => {
  const other = await aProject(cloud)
  await project.hasServer('web', 3)
  await other.hasServer('theirs', 2)
  await isSignedIn(page, cloud, project)
  await homeOf(page, project)
  const counts = page.getByRole('list', { name: 'Servers by status' })
  await expect(counts.getByRole('link', { name: 'Active 3' })).toBeVisible()
  await homeOf(page, other)
  await expect(counts.getByRole('link', { name: 'Active 2' })).toBeVisible()
  await counts.getByRole('link', { name: 'Active 2' }).click()
  await expect(page).toHaveURL(/\/servers\?q=status%3Aactive$|\/servers\?q=status:active$/)
  await expect(page.getByRole('link', { name: 'theirs-1' })).toBeVisible()
  await other.hasNoServers()
})

test('usage is shown for a period in the address, and saved as CSV by day and by server', async ({
  page,
  cloud,
  project,
}) => {
  await project.hasServer('web-1')
  await isSignedIn(page, cloud, project)
  await page.goto(`/p/${project.name}/usage?period=7d`)
  await expect(page.getByRole('table', { name: 'Usage by server' })).toContainText('web-1')
  const saved = async (button: string) => {
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: button }).click()
    return readFile(await (await download).path(), 'utf8')
  }
  const days = (await saved('CSV of the days')).trim().split('\r\n')
  expect(days).toHaveLength(8)
  expect(days.at(-1)).toMatch(/^\d{4}-\d\d-\d\d,1,/)
  expect(await saved('CSV of the servers')).toMatch(/\r\n[0-9a-f-]{36},web-1,.*,active,[^,]+Z,[^,]+Z\r\n$/)
  await page.getByText('Last month').click()
  await expect(page).toHaveURL(/period=last-month/)
  await expect(page.getByText('No server ran in this period')).toBeVisible()
})

test('the usage of many servers is read forwards and backwards, also from an address that was sent', async ({
  page,
  cloud,
  project,
}) => {
  await project.hasQuota({ instances: -1, cores: -1, ram: -1 })
  await project.hasServer('web', 51)
  await isSignedIn(page, cloud, project)
  await page.goto(`/p/${project.name}/usage`)
  const rows = page.getByRole('table', { name: 'Usage by server' }).getByRole('rowheader')
  await expect(rows).toHaveCount(50)
  await page.getByRole('link', { name: 'Next page' }).click()
  await expect(rows).toHaveCount(1)
  await page.reload()
  await expect(rows).toHaveCount(1)
  await page.getByRole('link', { name: 'Previous page' }).click()
  await expect(rows).toHaveCount(50)
  await expect(page.getByRole('link', { name: 'Previous page' })).toBeHidden()
})
