import { expect, test } from '@playwright/test'
import { type AProject, aProject } from '../support/a-project.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { isSignedIn, signInAsPerson } from '../support/person.ts'

let cloud: CloudProcess
let project: AProject
let serverId: string
test.beforeAll(async () => {
  test.setTimeout(180_000)
  cloud = await startCloud({ KILONOVA_DRIVER: 'fake' }, { tls_self_made: true })
  project = await aProject(cloud)
  serverId = await project.hasServer('web-1')
})
test.afterAll(() => cloud?.dispose())
test.use({ ignoreHTTPSErrors: true })

test('over TLS one signs in with a cookie that is for https alone, and http leads there', async ({ page, context }) => {
  await signInAsPerson(page, cloud, 'admin', project.name)
  const cookies = await context.cookies()
  expect(cookies.map(({ secure, httpOnly }) => ({ secure, httpOnly }))).toContainEqual({ secure: true, httpOnly: true })
  expect(cookies.filter(({ secure }) => !secure)).toEqual([])
  await page.goto(cloud.url.replace('https:', 'http:'))
  await expect(page).toHaveURL(new RegExp(`^${cloud.url}/`))
  expect(await page.evaluate(() => globalThis.isSecureContext)).toBe(true)
})

test('the serial console speaks over wss: what one types is answered', async ({ page }) => {
  await isSignedIn(page, cloud, project)
  const socket = page.waitForEvent('websocket', (opened) => opened.url().includes('/consoles/serial'))
  await page.goto(`${cloud.url}/p/${project.name}/servers/${serverId}/console?type=serial`)
  expect(new URL((await socket).url()).protocol).toBe('wss:')
  const screen = page.getByRole('region', { name: 'Console of web-1' })
  await expect(screen.getByText('Connected', { exact: true })).toBeVisible()
  await page.keyboard.type('typed over TLS')
  await expect(screen.locator('.xterm-accessibility')).toContainText('typed over TLS')
})

test('the screen is drawn over wss: its canvas shows what the guest does', async ({ page }) => {
  await isSignedIn(page, cloud, project)
  const socket = page.waitForEvent('websocket', (opened) => opened.url().includes('/consoles/vnc'))
  await page.goto(`${cloud.url}/p/${project.name}/servers/${serverId}/console`)
  expect(new URL((await socket).url()).protocol).toBe('wss:')
  const screen = page.getByRole('region', { name: 'Console of web-1' })
  await expect(screen.getByText('Connected', { exact: true })).toBeVisible()
  const colours = () =>
    screen.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      return new Set(new Uint32Array(data.buffer)).size
    })
  await expect.poll(colours).toBeGreaterThan(1)
})

test('changes come over TLS by themselves', async ({ page }) => {
  await isSignedIn(page, cloud, project)
  await page.goto(`${cloud.url}/p/${project.name}/servers/${serverId}`)
  await expect(page.locator('.status-word').first()).toHaveText('Active')
  await project.api.call('POST', `/compute/v2.1/servers/${serverId}/action`, { 'os-stop': null })
  await expect(page.locator('.status-word').first()).toHaveText('Shut off')
})
