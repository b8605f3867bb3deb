import { readFile } from 'node:fs/promises'
import { expect, type Page } from '@playwright/test'
import { type AProject, aProject } from '../support/a-project.ts'
import { test } from '../support/fake-cloud.ts'
import { choose, chooseOnPage, isSignedIn } from '../support/person.ts'

let project: AProject
let serverId: string
test.beforeAll(async ({ cloud }) => {
  project = await aProject(cloud)
  serverId = await project.hasServer('web-1')
})
test.afterAll(() => project.hasNoServers())

test.beforeEach(({ page, cloud }) => isSignedIn(page, cloud, project))

const consoleOf = (page: Page) => page.getByRole('region', { name: 'Console of web-1' })
const connected = (page: Page) => expect(consoleOf(page).getByText('Connected', { exact: true })).toBeVisible()

/** The keys that the guest's screen is sent from now on, by the places that QEMU takes: `+2a` down, `-2a` up. */
function keysSent(page: Page): string[] {
  const keys: string[] = []
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      const bytes = Buffer.from(payload)
      if (bytes[0] === 255 && bytes[1] === 0)
        keys.push(`${bytes.readUInt16BE(2) ? '+' : '-'}${bytes.readUInt32BE(8).toString(16)}`)
    }),
  )
  return keys
}

test('a screen that says nothing is never called connected, and is given up on with a reason', async ({ page }) => {
  const act = (action: string) =>
    project.api.call('POST', `/compute/v2.1/servers/${serverId}/action`, { [action]: null })
  await act('pause')
  await page.clock.install()
  const socket = page.waitForEvent('websocket', (opened) => opened.url().includes('/consoles/'))
  await page.goto(`/servers/${serverId}/console`)
  const screen = consoleOf(page)
  await expect(screen.getByText('Connecting…')).toBeVisible()
  await expect(screen.getByRole('button', { name: 'Paste text' })).toBeDisabled()
  await socket
  await page.clock.fastForward(10_000)
  await expect(screen.getByRole('alert')).toHaveText('The guest’s screen did not respond within 10 seconds.')
  await screen.getByRole('button', { name: 'Connect again' }).click()
  await expect(screen.getByText('Connecting…')).toBeVisible()
  await act('unpause')
})

test('the console fills the window below the head of the page, on a desk and on a phone', async ({ page }) => {
  for (const size of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ]) {
    await page.setViewportSize(size)
    await page.goto(`/servers/${serverId}/console`)
    await connected(page)
    const box = (await consoleOf(page).boundingBox())!
    expect(box.x + box.width).toBe(size.width)
    expect(Math.round(box.y + box.height)).toBe(size.height)
    const picture = (await consoleOf(page).locator('canvas').boundingBox())!
    expect(picture.y + picture.height, 'the guest’s last line is seen').toBeLessThanOrEqual(size.height)
  }
})

test('a stopped server says so and offers to start; its console comes back with it', async ({ page }) => {
  await page.goto(`/servers/${serverId}/console`)
  await connected(page)
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(page.getByText('web-1 does not run: Shut off.')).toBeVisible()
  await expect(consoleOf(page).getByText('Not connected')).toBeVisible()
  await page.getByRole('button', { name: 'Start web-1' }).click()
  await connected(page)
})

test('a console follows its guest through a hard reboot', async ({ page }) => {
  await page.goto(`/servers/${serverId}/console`)
  await connected(page)
  const again = page.waitForEvent('websocket', (opened) => opened.url().includes('/consoles/vnc'))
  // A fake guest restarts at once: whatever is drawn in between is looked at.
  const said = page.evaluate(
    (words) =>
      new Promise<void>((resolve) => {
        const look = () => document.querySelector('[role="alert"]')?.textContent?.includes(words) && resolve()
        new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true })
      }),
    'The guest is restarting. Reconnecting…',
  )
  await chooseOnPage(page, 'web-1', 'Hard reboot')
  await said
  await again
  await connected(page)
})

test('what the serial console has shown stays through a reboot, and can be searched', async ({ page }) => {
  await page.goto(`/servers/${serverId}/console?type=serial`)
  await connected(page)
  await page.keyboard.type('before the reboot')
  const words = consoleOf(page).locator('.xterm-accessibility')
  await expect(words).toContainText('before the reboot')
  const again = page.waitForEvent('websocket', (opened) => opened.url().includes('/consoles/serial'))
  await chooseOnPage(page, 'web-1', 'Hard reboot')
  await again
  await connected(page)
  await expect(words).toContainText('before the reboot')
  await consoleOf(page).getByRole('searchbox', { name: 'Search the terminal' }).fill('LOGIN')
  await expect(consoleOf(page).getByText('2 of 2 found')).toBeVisible()
})

test('text is typed on the keys of the guest’s layout, which is remembered', async ({ page }) => {
  const keys = keysSent(page)
  await page.goto(`/servers/${serverId}/console`)
  await connected(page)
  await page.getByRole('button', { name: 'Paste text' }).click()
  const dialog = page.getByRole('dialog', { name: 'Paste text into the guest' })
  await choose(page, 'Keyboard layout of the guest', /^Deutsch$/)
  await dialog.getByLabel('Text', { exact: true }).fill('z@☃')
  await expect(dialog.getByRole('alert')).toHaveText('This layout cannot type ☃. They will be left out.')
  await dialog.getByRole('button', { name: 'Type text' }).click()
  // z is where US keyboards have y; @ is AltGr and q.
  await expect.poll(() => keys).toEqual(['+15', '-15', '+b8', '+10', '-10', '-b8'])
  await page.reload()
  await connected(page)
  await page.getByRole('button', { name: 'Paste text' }).click()
  await expect(page.getByRole('combobox', { name: 'Keyboard layout of the guest' })).toHaveValue('Deutsch')
})

test('keys that the browser keeps for itself are in a menu, and Ctrl+Alt+Home leads out of the screen', async ({
  page,
}) => {
  const keys = keysSent(page)
  await page.goto(`/servers/${serverId}/console`)
  await connected(page)
  await page.getByRole('button', { name: 'Send keys' }).click()
  await page.getByRole('menuitem', { name: 'Ctrl+Alt+Del' }).click()
  await expect.poll(() => keys).toEqual(['+1d', '+38', '+d3', '-d3', '-38', '-1d'])
  await expect(consoleOf(page).locator('canvas')).toBeFocused()
  await page.keyboard.press('Control+Alt+Home')
  await expect(page.getByRole('button', { name: 'Send keys' })).toBeFocused()
})

test('a screenshot is a picture of what the guest shows', async ({ page }) => {
  await page.goto(`/servers/${serverId}/console`)
  await connected(page)
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save a screenshot' }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^web-1-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.png$/)
  const bytes = await readFile(await file.path())
  expect(bytes.toString('latin1', 1, 4)).toBe('PNG')
  // As large as the guest's screen, whatever the size of the window.
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([720, 400])
})

test('actual size shows the screen pixel for pixel, and is remembered', async ({ page }) => {
  await page.goto(`/servers/${serverId}/console`)
  await connected(page)
  const width = async () => (await consoleOf(page).locator('canvas').boundingBox())!.width
  expect(await width()).not.toBe(720)
  await page.getByRole('button', { name: 'Actual size' }).click()
  await expect.poll(width).toBe(720)
  await page.reload()
  await connected(page)
  await expect.poll(width).toBe(720)
})

test('a console has a window of its own, without the dashboard around it', async ({ page }) => {
  await page.goto(`/servers/${serverId}/console`)
  await connected(page)
  const opened = page.waitForEvent('popup')
  await page.getByRole('link', { name: 'Open in its own window' }).click()
  const own = await opened
  await connected(own)
  await expect(own).toHaveTitle(/^web-1 · Console · .* · Kilonova$/)
  await expect(own).toHaveURL(new RegExp(`/p/[^/]+/servers/${serverId}/console/window`))
  await expect(own.getByRole('navigation')).toHaveCount(0)
  const box = (await consoleOf(own).boundingBox())!
  expect({ x: box.x, y: box.y, width: box.width }).toEqual({
    x: 0,
    y: 0,
    width: own.viewportSize()?.width ?? box.width,
  })
})

test('a console link is good once, and says so the second time', async ({ page }) => {
  const url = await consoleLink()
  const greeted = new Promise((resolve) => page.once('websocket', (socket) => socket.once('framereceived', resolve)))
  await page.goto(url)
  await expect(page.getByText('Connecting…')).toBeVisible()
  await greeted
  await page.goto('about:blank')
  await page.goto(url)
  await expect(page.getByRole('alert')).toContainText('This console link has already been used or has expired')
  await expect(page.getByText('openstack console url show --novnc')).toBeVisible()
})

test('a console link without its token tells how to have one', async ({ page }) => {
  await page.goto('/consoles/vnc')
  await expect(page.getByRole('alert')).toContainText('openstack console url show --novnc')
})

test('the log has numbered lines, shows match after match, and can be kept', async ({ page }) => {
  await page.goto(`/servers/${serverId}/log`)
  const log = page.getByRole('region', { name: 'Console log' })
  await expect(log.getByLabel('Output')).toContainText('web-1 login:')
  await expect(log.locator('.log-line').first()).toHaveAttribute('data-line', '1')
  await expect(log.getByText(/lines?, read at/)).toBeVisible()
  const search = log.getByRole('searchbox', { name: 'Search the log' })
  // The fake guest writes it twice whenever it starts.
  await search.fill('INIT')
  const place = (at: number) => expect(log.getByText(new RegExp(`^${at} of \\d+ found$`))).toBeVisible()
  await place(1)
  await search.press('Enter')
  await place(2)
  await search.press('Shift+Enter')
  await place(1)
  await log.getByLabel('Output').focus()
  await page.keyboard.press('F3')
  await place(2)
  await page.keyboard.press('Shift+F3')
  await place(1)
  await expect(log.locator('mark[aria-current]')).toHaveCount(1)
  await search.fill('no such words')
  await expect(log.getByText('None found')).toBeVisible()
  const download = page.waitForEvent('download')
  await log.getByRole('button', { name: 'Download' }).click()
  expect(await readFile(await (await download).path(), 'utf8')).toContain('web-1 login:')
})

/** What a guest writes in weeks: a line of each kind that a log has, among very many. */
const longLog = Array.from({ length: 50_000 }, (_, at) => {
  if (at === 41_233) return `${'before it '.repeat(900)}far away${' after it'.repeat(900)}`
  return at === 49_999 ? 'web-1 login:' : `[${at}.000000] kernel: ${'something happened '.repeat(at % 17)}`
})

test('a log of 50,000 lines: what is drawn is what is seen, and all of it can be reached, found and copied', async ({
  page,
}) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.route(`**/bff/**/servers/${serverId}/action`, (route) => {
    const { 'os-getConsoleOutput': asked } = route.request().postDataJSON()
    const tail = asked.length ?? longLog.length
    return route.fulfill({ json: { output: `${longLog.slice(-tail).join('\n')}\n` } })
  })
  await page.goto(`/servers/${serverId}/log`)
  const log = page.getByRole('region', { name: 'Console log' })
  const output = log.getByLabel('Output')
  const line = (number: number) => log.locator(`.log-line[data-line="${number}"]`)
  const drawnAtMost = async (most: number) =>
    expect(await output.evaluate((box) => box.querySelectorAll('*').length)).toBeLessThanOrEqual(most)
  // It is at its end, and follows.
  await expect(line(50_000)).toBeInViewport()
  await expect(line(50_000)).toHaveText('web-1 login:')
  await drawnAtMost(200)
  // A place within a line that is higher than the window.
  const search = log.getByRole('searchbox', { name: 'Search the log' })
  await output.focus()
  await page.keyboard.press('Control+f')
  await expect(search).toBeFocused()
  await search.fill('far away')
  await expect(log.getByText('1 of 1 found', { exact: true })).toBeVisible()
  await expect(log.locator('mark[aria-current]')).toBeInViewport()
  await expect(line(41_234)).toBeInViewport()
  await expect(log.getByLabel('Follow')).not.toBeChecked()
  // From match to match, over the end to the first, whose line is far away.
  await search.fill('happened [')
  await expect(log.getByText('None found')).toBeVisible()
  await search.fill('000] kernel: ')
  await expect(line(1).locator('mark[aria-current]')).toBeInViewport()
  await search.press('Shift+Enter')
  await expect(line(49_999).locator('mark[aria-current]')).toBeInViewport()
  await drawnAtMost(400)
  // Lines that are not broken: the one that was first within sight is where it was.
  await log.getByRole('button', { name: 'To the start' }).click()
  await expect(line(1)).toBeInViewport()
  await log.getByLabel('Wrap lines').uncheck()
  await expect(line(1)).toBeInViewport()
  await search.fill('far away')
  await expect(log.locator('mark[aria-current]')).toBeInViewport()
  await log.getByRole('button', { name: 'To the end' }).click()
  await expect(line(50_000)).toBeInViewport()
  await output.focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+c')
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${longLog.join('\n')}\n`)
})

test('whoever scrolls up in a log reads on in peace while it grows, and follows it again when asked to', async ({
  page,
}) => {
  let lines = Array.from({ length: 1_000 }, (_, at) => `line ${at + 1}`)
  await page.route(`**/bff/**/servers/${serverId}/action`, (route) =>
    route.fulfill({ json: { output: lines.join('\n') } }),
  )
  await page.goto(`/servers/${serverId}/log`)
  const log = page.getByRole('region', { name: 'Console log' })
  const line = (number: number) => log.locator(`.log-line[data-line="${number}"]`)
  await expect(line(1_000)).toBeInViewport()
  lines = [...lines, 'line 1001']
  await expect(line(1_001)).toBeInViewport()
  await log.getByLabel('Output').hover()
  await page.mouse.wheel(0, -2_000)
  await expect(log.getByLabel('Follow')).not.toBeChecked()
  await expect(line(1_001)).not.toBeInViewport()
  lines = [...lines, 'line 1002']
  await expect(log.getByText(/^1,002 lines, read at/)).toBeVisible()
  await expect(line(1_002)).not.toBeInViewport()
  await log.getByLabel('Follow').check()
  await expect(line(1_002)).toBeInViewport()
})

async function consoleLink(): Promise<string> {
  const { remote_console } = await project.api.call<{ remote_console: { url: string } }>(
    'POST',
    `/compute/v2.1/servers/${serverId}/remote-consoles`,
    { remote_console: { protocol: 'vnc', type: 'novnc' } },
  )
  return remote_console.url
}
