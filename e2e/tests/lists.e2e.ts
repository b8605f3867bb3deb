import { readFile } from 'node:fs/promises'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import type { AProject } from '../support/a-project.ts'
import { test } from '../support/fake-cloud.ts'
import { chooseAction, isSignedIn, rowOf } from '../support/person.ts'

test.beforeEach(async ({ page, cloud, project }) => {
  await isSignedIn(page, cloud, project)
})

const openList = async (page: Page, search = '') => {
  await page.goto(`/servers${search}`)
  await expect(page.getByRole('heading', { name: 'Servers', level: 1 })).toBeVisible()
}

const namesIn = (page: Page) => page.getByRole('table', { name: 'Servers' }).getByRole('rowheader')
const searchIn = (page: Page) => page.getByRole('combobox', { name: 'Search servers' })
const barIn = (page: Page) => page.getByRole('region', { name: 'Selected servers' })
const sortBy = (page: Page, column: string) => page.getByRole('columnheader', { name: column }).getByRole('button')

const hasManyServers = async (project: AProject, count: number) => {
  await project.hasQuota({ instances: -1, cores: -1, ram: -1 })
  await project.hasServer('node', count)
}

test('a long list says where one is in it, and every page is an address, the previous one too', async ({
  page,
  project,
}) => {
  await hasManyServers(project, 60)
  await openList(page)
  await expect(namesIn(page)).toHaveCount(50)
  await expect(page.getByText('1–50 of 60')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Previous page' })).toBeDisabled()
  await page.getByRole('link', { name: 'Next page' }).click()
  await expect(page.getByText('51–60 of 60')).toBeVisible()
  await expect(namesIn(page)).toHaveCount(10)
  await expect(page.getByRole('button', { name: 'Next page' })).toBeDisabled()

  // As somebody sees it to whom this address was sent: nothing was visited before.
  const sent = await page.context().newPage()
  await sent.goto(page.url())
  await sent.getByRole('link', { name: 'Previous page' }).click()
  await expect(sent.getByText('1–50 of 60')).toBeVisible()
  await expect(namesIn(sent)).toHaveCount(50)
  await sent.close()

  await page.getByRole('combobox', { name: 'Rows of a page' }).click()
  await page.getByRole('option', { name: '25 a page' }).click()
  await expect(page.getByText('1–25 of 60')).toBeVisible()
  await page.getByRole('link', { name: 'Next page' }).click()
  await expect(page.getByText('26–50 of 60')).toBeVisible()
  await page.getByRole('link', { name: 'Previous page' }).click()
  await expect(page.getByText('1–25 of 60')).toBeVisible()
})

test('who goes to the next page before the last one came, is told where the rows are that are there', async ({
  page,
  project,
}) => {
  await hasManyServers(project, 80)
  await openList(page, '?size=25')
  await expect(page.getByText('1–25 of 80')).toBeVisible()
  const held: (() => void)[] = []
  await page.route(/\/servers\?.*marker=/, async (route) => {
    await new Promise<void>((resolve) => held.push(resolve))
    await route.continue()
  })
  await page.getByRole('link', { name: 'Next page' }).click()
  await expect.poll(() => held.length).toBe(1)
  await page.getByRole('link', { name: 'Next page' }).click()
  await expect(page.getByText('1–25 of 80')).toBeVisible()
  held.forEach((goOn) => goOn())
  await expect(page.getByText('26–50 of 80')).toBeVisible()
  await expect(namesIn(page)).toHaveCount(25)
})

test('rows are in the order of several columns, and the address keeps it', async ({ page, project }) => {
  await project.hasServer('web', 2)
  await project.hasServer('api')
  await openList(page)
  await chooseAction(page, 'web-1', 'Stop')
  await expect(rowOf(page, 'web-1')).toContainText('Shut off')
  await sortBy(page, 'Status').click()
  await sortBy(page, 'Name').click({ modifiers: ['Shift'] })
  await expect(namesIn(page)).toHaveText(['api', 'web-2', 'web-1'])
  await sortBy(page, 'Name').click({ modifiers: ['Shift'] })
  await expect(namesIn(page)).toHaveText(['web-2', 'api', 'web-1'])
  await expect(page).toHaveURL(/sort=status,-name/)
  await page.reload()
  await expect(namesIn(page)).toHaveText(['web-2', 'api', 'web-1'])
})

test('of two changes made at once neither is lost, however slow the line is', async ({ page, project }) => {
  await project.hasServer('web-1')
  await openList(page)
  await expect(rowOf(page, 'web-1')).toBeVisible()
  // The page of the first choice is not there yet when the second is made.
  await page.route('**/servers?*', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 400))
    await route.continue()
  })
  await searchIn(page).fill('status:active')
  await searchIn(page).press('Enter')
  await sortBy(page, 'Name').click()
  await expect(page).toHaveURL(/q=status:active/)
  await expect(page).toHaveURL(/sort=name/)
  await sortBy(page, 'Name').click()
  await searchIn(page).fill('status:active web')
  await searchIn(page).press('Enter')
  await page.getByRole('button', { name: 'Display' }).click()
  await page.getByRole('checkbox', { name: 'Tags' }).check()
  await expect(page).toHaveURL(/q=status:active\+web/)
  await expect(page).toHaveURL(/sort=-name/)
  await expect(page).toHaveURL(/columns=[a-z,]*tags/)
  await expect(rowOf(page, 'web-1')).toBeVisible()
})

test('servers are found without regard to case, by id, by tag, and by what they are not', async ({ page, project }) => {
  const id = await project.hasServer('Web-1')
  await project.hasServer('api')
  await project.api.call('PUT', `/compute/v2.1/servers/${id}/tags/blue`)
  await openList(page)
  await expect(namesIn(page)).toHaveCount(2)
  for (const query of ['wEB', id, id.slice(0, 8), 'tag:blue', 'blue', '-name:api', 'status:error,active tag:bl*']) {
    await searchIn(page).fill(query)
    await expect(namesIn(page), query).toHaveText(['Web-1'])
  }
  await searchIn(page).fill('nobody')
  await expect(page.getByText('No servers match')).toBeVisible()
  await page.getByRole('button', { name: 'Clear search' }).last().click()
  await expect(namesIn(page)).toHaveCount(2)
})

test('a query that the cloud does not understand is explained in place, and the rows stay', async ({
  page,
  project,
}) => {
  await project.hasServer('web-1')
  await openList(page)
  await expect(rowOf(page, 'web-1')).toBeVisible()
  await searchIn(page).fill('colour:blue')
  await expect(page.getByRole('search')).toContainText('There is no key colour here. Known are name, id, status')
  await expect(rowOf(page, 'web-1')).toBeVisible()
  await searchIn(page).fill('web')
  await expect(page.getByRole('search')).not.toContainText('There is no key')
  await expect(rowOf(page, 'web-1')).toBeVisible()
})

test('the query bar completes keys and their values', async ({ page, project }) => {
  await project.hasServer('web', 2)
  await openList(page)
  await chooseAction(page, 'web-1', 'Pause')
  await expect(rowOf(page, 'web-1')).toContainText('Paused')
  await page.keyboard.press('/')
  await expect(searchIn(page)).toBeFocused()
  await page.keyboard.type('stat')
  await page.getByRole('option', { name: /^status:/ }).click()
  await page.keyboard.type('pau')
  await expect(page.getByRole('option')).toHaveText(['PAUSED'])
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(searchIn(page)).toHaveValue('status:PAUSED ')
  await expect(namesIn(page)).toHaveText(['web-1'])
  await page.keyboard.press('Escape')
  await expect(searchIn(page)).not.toBeFocused()
  await page.reload()
  await expect(namesIn(page)).toHaveText(['web-1'])
})

test('the columns are chosen, and are in the address', async ({ page, project }) => {
  await project.hasServer('web-1')
  await openList(page)
  const heads = page.getByRole('columnheader')
  await expect(heads.filter({ hasText: 'Zone' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Display' }).click()
  await page.getByRole('checkbox', { name: 'Zone' }).check()
  await page.getByRole('checkbox', { name: 'Image' }).uncheck()
  await page.getByText('Compact').click()
  await expect(page).toHaveURL(/density=compact/)
  const sent = await page.context().newPage()
  await sent.goto(page.url())
  await expect(sent.getByRole('columnheader', { name: 'Zone' })).toBeVisible()
  await expect(sent.getByRole('columnheader', { name: 'Image' })).toHaveCount(0)
  await expect.poll(async () => (await sent.getByRole('row').nth(1).boundingBox())?.height).toBe(32)
})

test('a view is saved under a name, and its address shows the same to others', async ({ page, project }) => {
  await project.hasServer('web', 2)
  await project.hasServer('api')
  await openList(page, '?q=web&sort=name')
  await expect(namesIn(page)).toHaveText(['web-1', 'web-2'])
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('menuitem', { name: 'Save this view…' }).click()
  const form = page.getByRole('dialog', { name: 'Save this view' })
  await form.getByRole('textbox', { name: 'Name' }).fill('Front')
  await form.getByRole('button', { name: 'Save view' }).click()
  await expect(page).toHaveURL(/view=Front/)
  const address = page.url()
  await searchIn(page).fill('api')
  await expect(namesIn(page)).toHaveText(['api'])
  await page.getByRole('button', { name: 'Front, changed' }).click()
  await page.getByRole('menuitem', { name: 'Front', exact: true }).click()
  await expect(namesIn(page)).toHaveText(['web-1', 'web-2'])
  await page.evaluate(() => localStorage.clear())
  await page.goto(address)
  await expect(namesIn(page)).toHaveText(['web-1', 'web-2'])
})

test('rows are selected in ranges and over pages, and the table stays where it is', async ({ page, project }) => {
  await hasManyServers(project, 30)
  await openList(page, '?size=25&sort=created')
  await expect(namesIn(page)).toHaveCount(25)
  const names = await namesIn(page).allTextContents()
  const box = (row: number) => page.getByRole('checkbox', { name: `Select ${names[row]}`, exact: true })
  const head = page.getByRole('columnheader', { name: 'Name' })
  const before = await head.boundingBox()
  await box(2).click()
  await box(6).click({ modifiers: ['Shift'] })
  await expect(barIn(page)).toContainText('5 selected')
  expect(await head.boundingBox()).toEqual(before)
  await page.getByRole('link', { name: 'Next page' }).click()
  await expect(page.getByText('26–30 of 30')).toBeVisible()
  await namesIn(page).first().locator('xpath=..').getByRole('checkbox').click()
  await expect(barIn(page)).toContainText('6 selected')
  await page.getByRole('checkbox', { name: 'Select all servers of this page' }).click()
  await expect(barIn(page)).toContainText('10 selected')
  await barIn(page).getByRole('button', { name: 'Select all 30 that match' }).click()
  await expect(barIn(page)).toContainText('30 selected')
  await barIn(page).getByRole('button', { name: 'Clear selection' }).click()
  await expect(barIn(page)).toHaveCount(0)
  await expect(searchIn(page)).toBeVisible()
})

test('all that match are exported, also what is on other pages', async ({ page, project }) => {
  await hasManyServers(project, 30)
  await project.hasServer('=A1')
  await project.hasServer('other')
  await openList(page, '?size=25&q=-name:other&sort=name&columns=name,status,vcpus')
  await expect(namesIn(page)).toHaveCount(25)
  const saved = async (format: string) => {
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('menuitem', { name: format }).click()
    const file = await download
    return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') }
  }
  const csv = await saved('CSV')
  expect(csv.name).toBe('servers.csv')
  // The mark by which spreadsheets know UTF-8, the heading, and a line for each server.
  expect(csv.text.startsWith('\uFEFFName,Status,vCPUs\r\n')).toBe(true)
  const lines = csv.text.trim().split('\r\n')
  expect(lines).toHaveLength(32)
  expect(lines).toContain('node-30,ACTIVE,1')
  // A spreadsheet must not run what somebody called a server.
  expect(lines).toContain("'=A1,ACTIVE,1")
  const json = await saved('JSON')
  expect(json.name).toBe('servers.json')
  const rows = JSON.parse(json.text) as { name: string }[]
  expect(rows).toHaveLength(31)
  expect(rows.map(({ name }) => name)).not.toContain('other')
})

test('with the keyboard alone one moves, selects, opens, acts, and finds the keys', async ({ page, project }) => {
  await project.hasServer('web', 4)
  await openList(page, '?sort=name')
  await expect(namesIn(page)).toHaveCount(4)
  const focused = (name: string) => expect(rowOf(page, name)).toBeFocused()
  await page.keyboard.press('j')
  await focused('web-1')
  await page.keyboard.press('j')
  await focused('web-2')
  await page.keyboard.press('x')
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('Shift+X')
  await expect(barIn(page)).toContainText('3 selected')
  await focused('web-4')
  await page.keyboard.press('k')
  await page.keyboard.press('x')
  await expect(barIn(page)).toContainText('2 selected')
  await page.keyboard.press('o')
  await expect(page.getByRole('menuitem', { name: 'Console' })).toBeVisible()
  await page.keyboard.press('Escape')
  await focused('web-3')
  await page.keyboard.press('?')
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(help).toContainText('Next row')
  await page.keyboard.press('Escape')
  await expect(help).toBeHidden()
  await focused('web-3')
  await page.keyboard.press('k')
  await focused('web-2')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'web-2' })).toBeVisible()
})

test('on a phone a row is an item of two lines, with everything that can be done', async ({ page, project }) => {
  await page.setViewportSize({ width: 390, height: 800 })
  await project.hasServer('a-server-with-a-name-that-somebody-made-rather-long-without-thinking-of-phones')
  await openList(page)
  const item = page.getByRole('list', { name: 'Servers' }).getByRole('listitem')
  await expect(item).toContainText('Active')
  await expect(item).toContainText('m1.')
  await item.getByRole('button', { name: /^Actions for/ }).click()
  await expect(page.getByRole('menuitem', { name: 'Stop' })).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
})

test('a list is fit for a screen reader, with rows selected, menus open, and in the dark', async ({
  page,
  project,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await project.hasServer('web', 3)
  await openList(page)
  const isFit = async (what: string) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
      const { violations } = await new AxeBuilder({ page }).analyze()
      const found = violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html) }))
      expect.soft(found, `${what}, ${colorScheme}`).toEqual([])
    }
  }
  await page.getByRole('checkbox', { name: 'Select web-1' }).check()
  await isFit('rows selected')
  await page.getByRole('button', { name: 'Clear selection' }).click()
  await page.getByRole('button', { name: 'Display' }).click()
  await expect(page.getByRole('checkbox', { name: 'Tags' })).toBeVisible()
  await isFit('columns')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Display' })).toBeFocused()
  await searchIn(page).click()
  await expect(page.getByRole('option').first()).toBeVisible()
  await isFit('completions')
  await searchIn(page).fill('colour:blue')
  await expect(page.getByRole('search')).toContainText('There is no key')
  await isFit('query refused')
})
