import { expect as usual, type Page, test } from '@playwright/test'
import { aProject, type AProject } from '../support/a-project.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { hasCopies, noReports } from '../support/copies.ts'
import { isSignedIn } from '../support/person.ts'

/** With all there is to a machine's work at once, a page of 200 rows takes its time. */
const expect = usual.configure({ timeout: 60_000 })

/** A cloud of its own with 5,000 servers in one project, and two in another. */
let cloud: CloudProcess
let project: AProject
let other: AProject
test.beforeAll(async () => {
  cloud = await startCloud({ KILONOVA_DRIVER: 'fake' }, noReports)
  project = await aProject(cloud)
  other = await aProject(cloud)
  await project.hasQuota({ instances: -1, cores: -1, ram: -1 })
  await other.hasServer('theirs', 2)
  const states = { error: 37, stopped: 1_200, shelved_offloaded: 63 }
  await hasCopies(cloud, await project.hasServer('first'), 'node', 4_999, states)
})
test.afterAll(() => cloud?.dispose())

/** The most rows that a page of a list may be asked for; whoever asks for more, reads in order to count or to name. */
const mostRows = 200
let asked: URL[]
test.beforeEach(async ({ page }) => {
  asked = []
  page.on('request', (request) => asked.push(new URL(request.url())))
  await isSignedIn(page, cloud, project)
})
test.afterEach(() => {
  const limits = asked.map(({ searchParams }) => Number(searchParams.get('limit') ?? 0))
  expect(limits.filter((limit) => limit > mostRows)).toEqual([])
})

const openList = (page: Page, search = '') => page.goto(`${cloud.url}/p/${project.name}/servers${search}`)
const countIn = (page: Page) => page.locator('.list-count')
const namesIn = (page: Page) => page.getByRole('table', { name: 'Servers' }).getByRole('rowheader')

test('home counts every server, and each count leads to the list of as many', async ({ page }) => {
  await page.goto(`${cloud.url}/p/${project.name}`)
  const counts = page.getByRole('list', { name: 'Servers by status' }).getByRole('listitem')
  await expect(counts).toHaveText(['Active 3,700', 'Error 37', 'Shut off 1,200', 'Shelved, offloaded 63'])
  await counts.getByRole('link', { name: 'Shut off 1,200' }).click()
  await expect(countIn(page)).toHaveText('1–50 of 1,200')
})

test('the list says how many there are and how many match, and an administrator’s how many in all projects', async ({
  page,
}) => {
  await openList(page)
  await expect(countIn(page)).toHaveText('1–50 of 5,000')
  await expect(namesIn(page)).toHaveCount(50)
  const search = page.getByRole('combobox', { name: 'Search servers' })
  for (const [query, count] of [
    ['status:error', '1–37 of 37'],
    ['node-049', '1–50 of 100'],
    ['-status:active node-0', '1–50 of 1,300'],
    ['node-04999', '1–1 of 1'],
  ] as const) {
    await search.fill(query)
    await expect(countIn(page), query).toHaveText(count)
  }
  await page.goto(`${cloud.url}/admin/servers`)
  await expect(countIn(page)).toHaveText('1–50 of 5,002')
})

test('page by page every server comes once, to the last page and back', async ({ page }) => {
  const seen = new Map<string, Promise<string[]>>()
  page.on('response', (response) => {
    if (!/^\/bff\/p\/[^/]+\/servers$/.test(new URL(response.url()).pathname)) return
    const rows = response.json() as Promise<{ servers: { id: string }[] }>
    seen.set(
      response.url(),
      rows.then(({ servers }) => servers.map(({ id }) => id)),
    )
  })
  await openList(page, `?size=${mostRows}`)
  for (let first = 1; first < 5_000; first += mostRows) {
    const last = first + mostRows - 1
    await expect(countIn(page)).toHaveText(`${first.toLocaleString('en')}–${last.toLocaleString('en')} of 5,000`)
    if (last < 5_000) await page.getByRole('link', { name: 'Next page' }).click()
  }
  await expect(page.getByRole('button', { name: 'Next page' })).toBeDisabled()
  const ids = (await Promise.all(seen.values())).flat()
  expect(ids).toHaveLength(5_000)
  expect(new Set(ids).size).toBe(5_000)
  await page.getByRole('link', { name: 'Previous page' }).click()
  await expect(countIn(page)).toHaveText('4,601–4,800 of 5,000')
})

test('all that match can be selected without being looked at, and what will happen says how many', async ({ page }) => {
  await openList(page)
  await page.getByRole('checkbox', { name: 'Select all servers of this page' }).check()
  const bar = page.getByRole('region', { name: 'Selected servers' })
  await expect(bar).toContainText('50 selected')
  await bar.getByRole('button', { name: 'Select all 5,000 that match' }).click()
  await expect(bar).toContainText('5,000 selected')
  await bar.getByRole('button', { name: 'Delete', exact: true }).click()
  await expect(page.getByRole('dialog')).toContainText('5,000 servers')
})
