import { expect, test } from '@playwright/test'
import { aProject, type AProject } from '../support/a-project.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { isSignedIn } from '../support/person.ts'

/** A cloud of its own, which measures each second: nobody waits half a minute for a sample. */
let quick: CloudProcess
let project: AProject
test.beforeAll(async () => {
  quick = await startCloud({ KILONOVA_DRIVER: 'fake' }, { metrics_interval: 1 })
})
test.afterAll(() => quick?.dispose())
test.beforeEach(async ({ page }) => {
  project = await aProject(quick)
  await isSignedIn(page, quick, project)
})
const address = (serverId: string, rest = '') => `${quick.url}/p/${project.name}/servers/${serverId}${rest}`

test('what a server uses is drawn and told in words, and goes on by itself', async ({ page }) => {
  const serverId = await project.hasServer('web-1')
  await page.goto(address(serverId))
  await page.getByRole('link', { name: 'Metrics', exact: true }).click()
  const cpu = page.getByRole('region', { name: 'CPU', exact: true })
  await expect(cpu).toContainText(/\d%.*average.*\d%.*maximum.*\d%/)
  await expect(cpu.locator('canvas')).toBeVisible()
  for (const title of ['Memory', 'Disk throughput', 'Disk requests', 'Network throughput', 'Network packets'])
    await expect(page.getByRole('region', { name: title, exact: true }).locator('canvas')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Memory', exact: true })).toContainText(/MB.*average.*MB/)
  await cpu.getByText('Values as a table').click()
  const rows = cpu.getByRole('table', { name: 'CPU' }).getByRole('row')
  await expect(rows.nth(1)).toContainText(/\d%/)
  const before = await rows.count()
  await expect(async () => expect(await rows.count()).toBeGreaterThan(before)).toPass({ timeout: 40_000 })
})

test('the span of time is in the address', async ({ page }) => {
  const serverId = await project.hasServer('web-1')
  await page.goto(address(serverId, '/metrics?range=24h'))
  const spans = page.getByRole('radiogroup', { name: 'Time range' })
  await expect(spans.getByRole('radio', { name: '24 hours' })).toBeChecked()
  await spans.getByText('7 days').click()
  await expect(page).toHaveURL(/range=7d$/)
  await expect(page.getByRole('region', { name: 'CPU', exact: true })).toContainText(/\d%/)
  await page.reload()
  await expect(spans.getByRole('radio', { name: '7 days' })).toBeChecked()
})

test('all charts tell of the moment under the pointer', async ({ page }) => {
  const serverId = await project.hasServer('web-1')
  await page.goto(address(serverId, '/metrics'))
  const cpu = page.getByRole('region', { name: 'CPU', exact: true })
  await expect(cpu).toContainText(/\d%/)
  const box = (await cpu.locator('canvas').boundingBox())!
  await page.mouse.move(box.x + box.width * 0.6, box.y + 40)
  const thisYear = String(new Date().getFullYear())
  await expect(cpu).toContainText(thisYear)
  await expect(page.getByRole('region', { name: 'Network packets', exact: true })).toContainText(thisYear)
})

test('a server that never ran has no metrics, and the page says when they come', async ({ page }) => {
  const serverId = await project.hasServer('web-1')
  await page.route('**/kilonova/servers/*/metrics*', async (route) => {
    const answer = await route.fetch()
    const body = (await answer.json()) as { metrics: { times: number[] } }
    body.metrics.times = []
    await route.fulfill({ response: answer, json: body })
  })
  await page.goto(address(serverId, '/metrics'))
  await expect(page.getByText('The first sample comes within 30 seconds')).toBeVisible()
})

test('metrics that cannot be had say why, and are there once they can', async ({ page }) => {
  const serverId = await project.hasServer('web-1')
  const pattern = '**/kilonova/servers/*/metrics*'
  await page.route(pattern, (route) => route.fulfill({ status: 503, json: { message: 'The database is away.' } }))
  await page.goto(address(serverId, '/metrics'))
  await expect(page.getByRole('alert')).toContainText('The metrics could not be loaded')
  await page.unroute(pattern)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('region', { name: 'CPU', exact: true })).toContainText(/\d%/)
})

test('the list shows how busy each server is', async ({ page }) => {
  await project.hasServer('web', 3)
  await page.goto(`${quick.url}/p/${project.name}/servers`)
  for (const name of ['web-1', 'web-2', 'web-3'])
    await expect(page.getByRole('row', { name: new RegExp(name) })).toContainText(/\d%/, { timeout: 35_000 })
})
