import { setTimeout as pause } from 'node:timers/promises'
import { type Browser, chromium, type Page } from '@playwright/test'
import { type AProject, aProject } from '../support/a-project.ts'
import { chromiumOptions } from '../support/browser.ts'
import { imageAndFlavor } from '../support/api.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { hasCopies, noReports } from '../support/copies.ts'
import { isSignedIn } from '../support/person.ts'
import { type BarePage, barePage } from './bare-page.ts'
import { add } from './figures.ts'
import { clockAheadMs, nowMs, spread, watch, watchLoads } from './frames.ts'
import { type LiveStream, listenTo } from './live-stream.ts'

const servers = 5_000
const listCount = '1–50 of 5,000'

/** Where a person works who has 5,000 servers. */
interface Desk {
  cloud: CloudProcess
  project: AProject
  /** The list of servers. */
  list: string
  page: Page
  bare: Page
  bareAt: BarePage
}

/** What a person waits for in the dashboard, each beside the same in a page that has nothing else, or without the dashboard. */
export async function inBrowser(): Promise<void> {
  const cloud = await startCloud({ KILONOVA_DRIVER: 'fake' }, { ...noReports, metrics_interval: 0 })
  const browser = await chromium.launch(chromiumOptions)
  try {
    const desk = await deskIn(cloud, browser)
    await lists(desk)
    await inputs(desk)
    await events(desk)
    desk.bareAt.close()
  } finally {
    await browser.close()
    await cloud.dispose()
  }
}

async function deskIn(cloud: CloudProcess, browser: Browser): Promise<Desk> {
  const project = await aProject(cloud)
  await project.hasQuota({ instances: -1, cores: -1, ram: -1 })
  await hasCopies(cloud, await project.hasServer('first'), 'node', servers - 1, { error: 37, stopped: 1_200 })
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  await isSignedIn(page, cloud, project)
  const list = `${cloud.url}/p/${project.name}/servers`
  await page.goto(list)
  await page.getByText(listCount).waitFor()
  const rows = await page
    .locator('.list-table tbody tr')
    .evaluateAll((trs) => trs.map((tr) => [...tr.children].map((cell) => (cell as HTMLElement).innerText)))
  const bareAt = await barePage(rows)
  const bare = await browser.newPage()
  return { cloud, project, list, page, bare, bareAt }
}

/** The list from its address, and from page to page. */
async function lists({ page, list, bare, bareAt }: Desk) {
  const isShown = (count: string) =>
    document.querySelector('.list-count')?.textContent === count &&
    document.querySelectorAll('.list-table tbody th').length === 50
  const bareIsShown = () => document.querySelectorAll('tr').length === 50
  const [loadMs, bareLoadMs] = [await watchLoads(page, isShown, listCount), await watchLoads(bare, bareIsShown)]
  const [ours, bareOnes]: [number[], number[]] = [[], []]
  for (let n = 0; n < 20; n++) {
    await page.goto(list)
    ours.push(await loadMs())
    await bare.goto(bareAt.url)
    bareOnes.push(await bareLoadMs())
  }
  beside(
    `list of ${servers} servers, from its address to 50 rows and the count`,
    ours,
    'a bare page of the same rows',
    bareOnes,
  )
  const next: number[] = []
  for (let first = 51; first < servers; first += 50) {
    const count = `${first.toLocaleString('en')}–${(first + 49).toLocaleString('en')} of 5,000`
    next.push(await answerMs(page, isShown, count, () => page.getByRole('link', { name: 'Next page' }).click()))
  }
  beside('its next page, to the last', next, 'a bare page of the same rows', bareOnes)
}

/** A key, a menu and a row that is selected, from the input to the frame that shows it. */
async function inputs({ page, list, bare, bareAt }: Desk) {
  await page.goto(list)
  await page.getByText(listCount).waitFor()
  await bare.goto(bareAt.url)
  const field = page.getByRole('combobox', { name: 'Search servers' })
  const isTyped = (text: string) => document.querySelector('.query-ink')?.textContent === text
  const keys: number[] = []
  for (const query of ['status:error node-00', '-status:active node-0', 'node-049 -tag:blue', 'created:<7d node-1']) {
    await field.fill('')
    for (let n = 1; n <= query.length; n++)
      keys.push(await answerMs(page, isTyped, query.slice(0, n), () => page.keyboard.press(query[n - 1]!), 'keydown'))
  }
  const bareTyped = (text: string) => document.querySelector<HTMLInputElement>('#field')!.value === text
  const bareKeys: number[] = []
  await bare.locator('#field').focus()
  for (let n = 1; n <= 80; n++)
    bareKeys.push(await answerMs(bare, bareTyped, 'x'.repeat(n), () => bare.keyboard.press('x'), 'keydown'))
  beside('a key in the query bar, to the frame that shows it', keys, 'a bare field', bareKeys)

  await page.goto(list)
  await page.getByText(listCount).waitFor()
  const names = await page.locator('.list-table tbody th').allTextContents()
  const isMenuOpen = () => {
    const menu = document.querySelector('[role=menu]')
    return menu?.querySelector('[role=menuitem]') != null && Number(getComputedStyle(menu).opacity) > 0.5
  }
  const menus: number[] = []
  for (const name of names.slice(0, 15)) {
    menus.push(
      await answerMs(page, isMenuOpen, '', () =>
        page.getByRole('button', { name: `Actions for ${name}`, exact: true }).click(),
      ),
    )
    await page.keyboard.press('Escape')
    await page.getByRole('menu').waitFor({ state: 'detached' })
  }
  const bareMenus: number[] = []
  const bareIsOpen = () => document.querySelector<HTMLElement>('#menu ul')!.checkVisibility()
  for (let n = 0; n < 15; n++) {
    bareMenus.push(await answerMs(bare, bareIsOpen, '', () => bare.getByText('More').click()))
    await bare.getByText('More').click()
  }
  beside('the menu of a row', menus, 'a bare list that unfolds', bareMenus)

  const isSelected = (count: string) => {
    const bar = document.querySelector('.list-bulk output')?.textContent
    return bar === `${count} selected` && String(document.querySelectorAll('tr[data-selected]').length) === count
  }
  const selects: number[] = []
  for (const [at, name] of names.slice(0, 15).entries())
    selects.push(
      await answerMs(page, isSelected, String(at + 1), () =>
        page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).click(),
      ),
    )
  const bareSelects: number[] = []
  const bareIsTicked = (wanted: string) => String(document.querySelector<HTMLInputElement>('#box')!.checked) === wanted
  for (let n = 0; n < 15; n++)
    bareSelects.push(await answerMs(bare, bareIsTicked, String(n % 2 === 0), () => bare.locator('#box').click()))
  beside('a row that is selected', selects, 'a bare box that is ticked', bareSelects)
}

/** What others do through the API, until an open list shows it; beside the stream that tells it. */
async function events(desk: Desk) {
  const { cloud, project, page, list } = desk
  await page.goto(list)
  await page.getByText(listCount).waitFor()
  const cookies = await page.context().cookies()
  const stream = await listenTo(cloud, cookies.map(({ name, value }) => `${name}=${value}`).join('; '))
  const aheadMs = await clockAheadMs(page)
  const ids = await page
    .locator('.list-table tbody tr')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-row')!))
  const rename = (n: number) => (name: string) =>
    project.api.call('PUT', `/compute/v2.1/servers/${ids[n % 12]}`, { server: { name } })
  await eventRow(
    page,
    stream,
    aheadMs,
    'a server renamed through the API, to the row in an open list',
    100,
    100,
    rename,
  )
  stream.close()
  await created(desk, aheadMs)
}

/** A server that somebody creates, until an open list has its row: the list is read again for it. */
async function created({ project, page }: Desk, aheadMs: number) {
  const isShown = (name: string) => document.querySelector('.list-table tbody th')?.textContent === name
  const server = { ...(await imageAndFlavor(project.api)), networks: 'none' }
  const [ours, answers]: [number[], number[]] = [[], []]
  for (let n = 0; n < 10; n++) {
    // As somebody works who does not wait for the pace of a storm: what comes at once after another is read with it.
    await pause(4_000)
    const name = `created-${n}`
    const watched = await watch(page, isShown, name)
    const begunMs = nowMs()
    await project.api.call('POST', '/compute/v2.1/servers', { server: { ...server, name } })
    answers.push(nowMs() - begunMs)
    ours.push((await watched.drawnMs()) - aheadMs - begunMs)
  }
  beside('a server created through the API, to its row in an open list', ours, 'the answer to the request', answers)
}

async function eventRow(
  page: Page,
  stream: LiveStream,
  aheadMs: number,
  what: string,
  times: number,
  restMs: number,
  changeOf: (n: number) => (name: string) => Promise<unknown>,
) {
  const isShown = (name: string) =>
    [...document.querySelectorAll('.list-table tbody th')].some((cell) => cell.textContent === name)
  const [ours, bare]: [number[], number[]] = [[], []]
  for (let n = 0; n < times; n++) {
    await pause(restMs)
    const name = `event-${what.length}-${n}`
    const watched = await watch(page, isShown, name)
    const heard = stream.hears(`"${name}"`)
    const begunMs = nowMs()
    const answered = changeOf(n)(name)
    bare.push((await heard) - begunMs)
    ours.push((await watched.drawnMs()) - aheadMs - begunMs)
    await answered
  }
  beside(what, ours, 'the stream alone', bare)
}

/** Milliseconds from an input to the frame that answers it. */
async function answerMs(
  page: Page,
  isShown: (wanted: string) => boolean,
  wanted: string,
  act: () => Promise<unknown>,
  input = 'click',
): Promise<number> {
  const watched = await watch(page, isShown, wanted, input)
  await act()
  return (await watched.drawnMs()) - (await watched.inputMs())
}

function beside(what: string, ours: readonly number[], limit: string, bare: readonly number[]) {
  const [measured, best] = [spread(ours), spread(bare)]
  add(what, measured.text, `${limit}: ${best.text}`, `${(measured.p50 / best.p50).toFixed(1)}×`)
}
