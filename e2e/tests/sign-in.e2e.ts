import { expect, test } from '@playwright/test'
import { aProject } from '../support/a-project.ts'
import { signIn } from '../support/api.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { fillSignIn, goToSection, rowOf, signInAsPerson } from '../support/person.ts'

let cloud: CloudProcess
test.beforeAll(async () => {
  cloud = await startCloud({ KILONOVA_DRIVER: 'fake' })
})
test.afterAll(async () => {
  await cloud.dispose()
})

test('what is missing or wrong is said, with the request id, and the name stays', async ({ page }) => {
  await page.goto(cloud.url)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByLabel('User name')).toHaveAccessibleDescription('Type your user name')
  await expect(page.getByLabel('Password', { exact: true })).toHaveAccessibleDescription('Type your password')
  await fillSignIn(page, 'admin', 'not-the-password')
  const refusal = page.getByRole('alert')
  await expect(refusal).toContainText('The user name or the password is not right')
  await expect(refusal).toContainText(/req-[0-9a-f-]{36}/)
  await expect(page.getByLabel('User name')).toHaveValue('admin')
  await fillSignIn(page, 'admin', cloud.adminPassword)
  await expect(page.getByRole('heading', { name: 'Choose a project' })).toBeVisible()
})

test('one lands where one wanted to go', async ({ page }) => {
  await page.goto(`${cloud.url}/servers?search=web&sort=display_name`)
  await fillSignIn(page, 'admin', cloud.adminPassword)
  await page.getByRole('button', { name: 'demo', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Servers' })).toBeVisible()
  await expect(page.getByRole('searchbox', { name: 'Search servers' })).toHaveValue('web')
})

test('with one project there is nothing to choose, and another site is no place to land', async ({ page }) => {
  await page.goto(`${cloud.url}/sign-in?back=//elsewhere.example/`)
  await fillSignIn(page, 'demo', cloud.adminPassword)
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Project demo' })).toBeVisible()
  expect(new URL(page.url()).origin).toBe(cloud.url)
})

test('another project shows other servers, and the browser remembers which', async ({ page }) => {
  const [mine, other] = [await aProject(cloud), await aProject(cloud)]
  await mine.hasServer('here')
  await other.hasServer('there')
  await signInAsPerson(page, cloud, 'admin', mine.name)
  await goToSection(page, 'Servers')
  await expect(rowOf(page, 'here')).toBeVisible()
  await page.getByRole('button', { name: `Project ${mine.name}` }).click()
  await page.getByRole('menuitem', { name: other.name, exact: true }).click()
  await expect(page.getByText(`Project ${other.name}`)).toBeVisible()
  await goToSection(page, 'Servers')
  await expect(rowOf(page, 'there')).toBeVisible()
  await expect(rowOf(page, 'here')).toHaveCount(0)
  await page.reload()
  await expect(rowOf(page, 'there')).toBeVisible()
})

test('who signs out has left, and the back button shows nothing', async ({ page }) => {
  const project = await aProject(cloud)
  await project.hasServer('secret')
  await signInAsPerson(page, cloud, 'admin', project.name)
  await goToSection(page, 'Servers')
  await expect(rowOf(page, 'secret')).toBeVisible()
  await page.getByRole('button', { name: 'User admin' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await expect(page.getByText('secret')).toHaveCount(0)
})

test('a session that ended elsewhere leads to sign-in, and back to the same page', async ({ page }) => {
  const admin = await signIn(cloud)
  const user = { name: 'ada', password: 'the-first-password', domain_id: 'default' }
  const made = await admin.call<{ user: { id: string } }>('POST', '/identity/v3/users', { user })
  const { roles } = await admin.call<{ roles: { id: string }[] }>('GET', '/identity/v3/roles?name=member')
  const grant = `/identity/v3/projects/${admin.projectId}/users/${made.user.id}/roles/${roles[0]!.id}`
  await admin.call('PUT', grant)
  await page.goto(`${cloud.url}/images`)
  await fillSignIn(page, 'ada', 'the-first-password')
  await expect(page.getByRole('heading', { name: 'Images' })).toBeVisible()

  await admin.call('PATCH', `/identity/v3/users/${made.user.id}`, { user: { password: 'the-second-password' } })
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Key pairs' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await fillSignIn(page, 'ada', 'the-second-password')
  await expect(page.getByRole('heading', { name: 'Key pairs' })).toBeVisible()
})
