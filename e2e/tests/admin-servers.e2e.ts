import { expect } from '@playwright/test'
import { administered, test } from '../support/administered-cloud.ts'
import { looksRight } from '../support/looks-right.ts'
import { chooseOnPage, isSignedIn, rowOf } from '../support/person.ts'

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
  await chooseOnPage(page, 'web-1', 'Delete')
  const deletion = page.getByRole('dialog', { name: 'Delete server web-1?' })
  await expect(deletion).toContainText(`It belongs to the project ${project.name}.`)
})

test('an administrator finds servers by host, project, user and flavor among three hundred, and stops those of a team', async ({
  page,
  cloud,
  project,
}) => {
  await isSignedIn(page, cloud, project)
  await page.goto('/admin/servers')
  const count = page.locator('.list-count')
  await expect(count).toHaveText(/^1–50 of \d+$/)
  const all = numberIn(await count.textContent())
  expect(all).toBeGreaterThanOrEqual(administered.servers)
  const search = page.getByRole('combobox', { name: 'Search servers' })
  const find = async (query: string) => {
    await search.fill(query)
    await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe(query)
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
    return numberIn(await count.textContent())
  }
  for (const [typed, offered] of [
    ['user:adm', 'admin'],
    ['host:ake-8', 'fake-8'],
    ['project:billi', 'billing'],
  ] as const) {
    await search.fill(typed)
    await expect(page.getByRole('option')).toHaveText([offered])
  }
  expect(await find('project:billing')).toBe(10)
  const onHost = await find('project:web-shop host:fake-1')
  expect(onHost).toBeLessThan(34)
  expect(await find('project:web-shop -host:fake-1')).toBe(34 - onHost)
  expect(await find('project:billing,checkout flavor:m1.micro')).toBe(14)
  expect(await find('project:billing user:admin')).toBe(10)

  await find('project:billing')
  await page.getByRole('checkbox', { name: 'Select all servers of this page' }).check()
  const bar = page.getByRole('region', { name: 'Selected servers' })
  await bar.getByRole('button', { name: 'Stop', exact: true }).click()
  const stop = page.getByRole('dialog', { name: 'Stop 10 servers' })
  await expect(stop).toContainText('10 servers of the project billing')
  await stop.getByRole('button', { name: 'Stop 10 servers' }).click()
  await expect(page.getByRole('list', { name: 'Tasks' })).toContainText('Stop 10 servers')
  const rows = page.getByRole('table', { name: 'Servers' }).getByRole('row')
  await expect(rows.filter({ hasText: 'Shut off' })).toHaveCount(10)
})

const numberIn = (text: string | null) => Number(/of ([\d,]+)/.exec(text ?? '')?.[1]?.replaceAll(',', ''))

test('the servers of all projects look right, light and dark, on each screen', async ({ page, cloud, project }) => {
  await isSignedIn(page, cloud, project)
  await looksRight(page, ['/admin/servers'])
})
