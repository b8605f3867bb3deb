import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { type TestProvider, testProvider } from '../../bff/test/support/oidc-provider.ts'
import { aProject } from '../support/a-project.ts'
import { signIn } from '../support/api.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'

let cloud: CloudProcess
let provider: TestProvider

test.beforeAll(async () => {
  cloud = await startCloud({ KILONOVA_DRIVER: 'fake' })
  provider = await testProvider([`${cloud.url}/bff/session/oidc/corp/callback`])
  const { issuer, clientId, clientSecret } = provider
  const corp = { id: 'corp', name: 'Example Corp', issuer, client_id: clientId, client_secret: clientSecret }
  await writeFile(join(cloud.dataDir, 'kilonova.json'), JSON.stringify({ oidc: [corp] }))
  await cloud.stop()
  await cloud.start()
})
test.afterAll(async () => {
  await provider?.[Symbol.asyncDispose]()
  await cloud?.dispose()
})

/** Answers the provider's own pages. */
async function signInThere(page: Page, login: string): Promise<void> {
  await page.getByPlaceholder('Enter any login').fill(login)
  await page.getByPlaceholder('and password').fill('any')
  await page.getByRole('button', { name: 'Sign-in' }).click()
  await page.getByRole('button', { name: 'Continue' }).click()
}

test('who signed in through a provider does so again in a new tab when the session has ended, and what was filled in is still there', async ({
  page,
  context,
}) => {
  const project = await aProject(cloud)
  provider.knows('ada', { preferred_username: 'ada' })
  await page.goto(`${cloud.url}/sign-in`)
  await page.getByRole('link', { name: 'Sign in with Example Corp' }).click()
  await signInThere(page, 'ada')
  await page.waitForURL(`${cloud.url}/**`)
  const admin = await signIn(cloud)
  const { users } = await admin.call<{ users: { id: string }[] }>('GET', '/identity/v3/users?name=ada')
  const { roles } = await admin.call<{ roles: { id: string }[] }>('GET', '/identity/v3/roles?name=member')
  await admin.call('PUT', `/identity/v3/projects/${project.api.projectId}/users/${users[0]!.id}/roles/${roles[0]!.id}`)

  await page.goto(`${cloud.url}/p/${project.name}/key-pairs?new`)
  await page.getByRole('dialog').getByLabel('Name').fill('laptop of ada')
  await context.clearCookies({ name: 'kilonova_session' })
  const over = page.getByRole('dialog', { name: 'You are signed out' })
  await page.getByRole('dialog').getByRole('button', { name: 'Create key pair' }).click()
  await expect(over).toBeVisible()
  const [beside] = await Promise.all([
    context.waitForEvent('page'),
    over.getByRole('link', { name: 'Sign in with Example Corp in a new tab' }).click(),
  ])
  await expect(beside.getByRole('heading', { name: 'Key pairs', level: 1 })).toBeVisible()
  await beside.close()
  await page.bringToFront()
  await expect(over).toBeHidden()
  await expect(page.getByRole('dialog').getByLabel('Name')).toHaveValue('laptop of ada')
  await page.getByRole('dialog').getByRole('button', { name: 'Create key pair' }).click()
  await expect(page.getByRole('dialog', { name: 'laptop of ada' })).toBeVisible()
})
