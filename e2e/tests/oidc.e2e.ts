import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
// The provider of the bff's own tests.
import { type TestProvider, testProvider } from '../../bff/test/support/oidc-provider.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { goToSection } from '../support/person.ts'

let cloud: CloudProcess
let provider: TestProvider
test.beforeAll(async () => {
  test.setTimeout(180_000)
  cloud = await startCloud({ KILONOVA_DRIVER: 'fake' })
  provider = await testProvider([`${cloud.url}/bff/session/oidc/corp/callback`])
  const { issuer, clientId, clientSecret } = provider
  const settings = join(cloud.dataDir, 'kilonova.json')
  const corp = {
    id: 'corp',
    name: 'Example Corp',
    issuer,
    client_id: clientId,
    client_secret: clientSecret,
    scopes: 'openid profile groups',
    grants: [{ group: 'builders', project: 'demo', roles: ['member'] }],
  }
  await writeFile(settings, JSON.stringify({ ...JSON.parse(await readFile(settings, 'utf8')), oidc: [corp] }))
  await cloud.stop()
  await cloud.start()
})
test.afterAll(async () => {
  await cloud?.dispose()
  await provider?.[Symbol.asyncDispose]()
})

/** Whatever a page asks of other machines is refused at once: the provider's own pages name fonts of theirs. */
test.beforeEach(({ page }) =>
  page.route(
    (url) => url.hostname !== '127.0.0.1',
    (route) => route.abort(),
  ),
)

const signInLink = (page: Page) => page.getByRole('link', { name: 'Sign in with Example Corp' })

/** Answers the provider's own pages. */
async function signInThere(page: Page, login: string) {
  await page.getByPlaceholder('Enter any login').fill(login)
  await page.getByPlaceholder('and password').fill('any')
  await page.getByRole('button', { name: 'Sign-in' }).click()
  await page.getByRole('button', { name: 'Continue' }).click()
}

test('somebody signs in through a provider, lands where they wanted to go, and works in the project of their group', async ({
  page,
}) => {
  provider.knows('ada', { preferred_username: 'ada', groups: ['builders'] })
  await page.goto(`${cloud.url}/p/demo/server-groups`)
  await signInLink(page).click()
  expect(new URL(page.url()).origin).toBe(provider.issuer)
  await signInThere(page, 'ada')
  await expect(page.getByRole('heading', { name: 'Server groups', level: 1 })).toBeVisible()
  await expect(page).toHaveURL(`${cloud.url}/p/demo/server-groups`)
  await page.getByRole('button', { name: 'Create server group' }).first().click()
  await page.getByRole('dialog').getByLabel('Name').fill('of ada')
  await page.getByRole('dialog').getByRole('button', { name: 'Create server group' }).click()
  await expect(page.getByText('of ada')).toBeVisible()

  await page.getByRole('button', { name: 'User ada' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(signInLink(page)).toBeVisible()
  await page.goto(`${cloud.url}/p/demo/servers`)
  await expect(signInLink(page)).toBeVisible()
})

test('who is in no group that counts has no project, and is told what to do', async ({ page }) => {
  provider.knows('eve', { preferred_username: 'eve', groups: ['visitors'] })
  await page.goto(cloud.url)
  await signInLink(page).click()
  await signInThere(page, 'eve')
  await expect(page.getByRole('heading', { name: 'No project yet' })).toBeVisible()
})

test('who turns back at the provider is told so on the sign-in page, and can sign in with a password', async ({
  page,
}) => {
  await page.goto(`${cloud.url}/p/demo/images`)
  await signInLink(page).click()
  await page.getByRole('link', { name: '[ Cancel ]' }).click()
  await expect(page.getByRole('alert')).toContainText('Example Corp')
  await page.getByLabel('User name').fill('demo')
  await page.getByLabel('Password', { exact: true }).fill(cloud.adminPassword)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Images', level: 1 })).toBeVisible()
  await goToSection(page, 'Key pairs')
})
