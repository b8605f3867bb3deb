import { expect, type Page } from '@playwright/test'
import type { AProject } from '../support/a-project.ts'
import type { CloudProcess } from '../support/cloud-process.ts'
import { test } from '../support/fake-cloud.ts'
import { passcodeOf } from '../../bff/test/support/passcode.ts'
import { chooseOne, fillSignIn } from '../support/person.ts'

const nameField = (page: Page) => page.getByRole('textbox', { name: 'Name', exact: true })
const over = (page: Page) => page.getByRole('dialog', { name: 'You are signed out' })

let people = 0

/** Somebody with the role member in `project`, who has signed in. */
async function isSignedInAsMember(page: Page, cloud: CloudProcess, project: AProject) {
  const name = `ada-${process.pid}-${++people}`
  await project.hasPerson(name, 'member')
  await page.goto(cloud.url)
  await fillSignIn(page, name, cloud.adminPassword)
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible()
  return name
}

/** Fills the form of new servers but does not send it. */
async function fillsCreateForm(page: Page, project: AProject, name: string) {
  await page.goto(`/p/${project.name}/servers/new`)
  await nameField(page).fill(name)
  await chooseOne(page, 'Image', 'kilonova-guest-1')
  await chooseOne(page, 'Flavor', 'm1.micro')
  await page.getByRole('radiogroup', { name: 'Network' }).getByText('None').click()
}

/** Ends every session of somebody, who signs in with another password from now on. */
async function endSessions({ api }: AProject, name: string, password: string) {
  const { users } = await api.call<{ users: { id: string }[] }>('GET', `/identity/v3/users?name=${name}`)
  await api.call('PATCH', `/identity/v3/users/${users[0]!.id}`, { user: { password } })
}

const serverNames = async ({ api }: AProject) =>
  (await api.call<{ servers: { name: string }[] }>('GET', '/compute/v2.1/servers')).servers.map(({ name }) => name)

/** Creates what the form still holds. */
async function createsAsFilled(page: Page, project: AProject, name: string) {
  await expect(nameField(page)).toHaveValue(name)
  await expect(page.getByRole('radio', { name: 'm1.micro', exact: true })).toBeChecked()
  await page.getByRole('button', { name: 'Create server', exact: true }).click()
  await expect(page.getByRole('heading', { name })).toBeVisible()
  expect(await serverNames(project)).toEqual([name])
}

test('before a session ends unattended that is said, and signed in again over the filled form its server is created', async ({
  page,
  cloud,
  project,
}) => {
  await page.clock.install()
  const name = await isSignedInAsMember(page, cloud, project)
  await fillsCreateForm(page, project, 'web-1')
  await page.clock.fastForward('56:00')
  const warning = page.getByRole('status').filter({ hasText: /You will be signed out at/ })
  await expect(warning.getByRole('button', { name: 'Stay signed in' })).toBeVisible()
  await expect(nameField(page)).toHaveValue('web-1')
  await page.clock.fastForward('05:00')
  await expect(over(page)).toBeVisible()
  await expect(page.getByText('The cloud cannot be reached')).toHaveCount(0)
  // For the cloud no hour has passed.
  await page.clock.setSystemTime(Date.now())
  await over(page).getByLabel('Password', { exact: true }).fill(cloud.adminPassword)
  await over(page).getByRole('button', { name: 'Sign in' }).click()
  await expect(over(page)).toBeHidden()
  await expect(page.getByRole('button', { name: `User ${name}` })).toBeVisible()
  await createsAsFilled(page, project, 'web-1')
})

test('with a second factor the code is asked for over the filled form, too', async ({ page, cloud, project }) => {
  const name = await isSignedInAsMember(page, cloud, project)
  await page.goto('/me')
  await page.getByRole('button', { name: 'Set up' }).click()
  const setup = page.getByRole('dialog', { name: 'Set up a second factor' })
  const secret = (await setup.getByLabel('Secret', { exact: true }).textContent())!.replaceAll(' ', '')
  await setup.getByLabel('Code', { exact: true }).fill(passcodeOf(secret, { steps: -1 }))
  await setup.getByRole('button', { name: 'Turn on' }).click()
  await expect(setup).toBeHidden()

  await fillsCreateForm(page, project, 'web-1')
  await endSessions(project, name, 'the-second-password')
  await expect(over(page)).toBeVisible()
  await over(page).getByLabel('Password', { exact: true }).fill('the-second-password')
  await over(page).getByRole('button', { name: 'Sign in' }).click()
  await over(page).getByLabel('Code', { exact: true }).fill('000000')
  await over(page).getByRole('button', { name: 'Sign in' }).click()
  await expect(over(page).getByRole('alert')).toContainText('The code is wrong')
  expect(await serverNames(project)).toEqual([])
  await over(page).getByLabel('Code', { exact: true }).fill(passcodeOf(secret))
  await over(page).getByRole('button', { name: 'Sign in' }).click()
  await expect(over(page)).toBeHidden()
  await createsAsFilled(page, project, 'web-1')
})

test('who signs in over the page of somebody else gets nothing of theirs', async ({ page, cloud, project }) => {
  const first = await isSignedInAsMember(page, cloud, project)
  await project.hasServer('secret-server')
  await fillsCreateForm(page, project, 'secret-form')
  await endSessions(project, first, 'the-second-password')
  await expect(over(page)).toBeVisible()
  const questions: string[] = []
  page.on('dialog', (dialog) => {
    questions.push(dialog.type())
    void dialog.dismiss() // would stay
  })
  await over(page).getByLabel('User name').fill('demo')
  await over(page).getByLabel('Password', { exact: true }).fill(cloud.adminPassword)
  await over(page).getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('button', { name: 'User demo' })).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible()
  expect(questions).toEqual([])
  await page.goto('/servers/new')
  await expect(nameField(page)).toHaveValue('')
  await page.goto(`/p/${project.name}/servers`)
  await expect(page.getByRole('main')).toContainText(/not found|nothing|no project|not there/i)
  await expect(page.getByText(/secret-(server|form)/)).toHaveCount(0)
  expect(await serverNames(project)).toEqual(['secret-server'])
})

test('who leaves the page instead of signing in again is asked about the filled form, and gets to the sign-in page', async ({
  page,
  cloud,
  project,
}) => {
  const name = await isSignedInAsMember(page, cloud, project)
  await fillsCreateForm(page, project, 'web-1')
  await endSessions(project, name, 'the-second-password')
  await expect(over(page)).toBeVisible()
  const asked = page.waitForEvent('dialog', { timeout: 30_000 })
  await Promise.all([
    asked.then((dialog) => dialog.accept()),
    over(page).getByRole('link', { name: 'Leave this page' }).click(),
  ])
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
})

test('a browser whose clock is hours ahead is not signed out for that', async ({ page, cloud, project }) => {
  await page.addInitScript(() => {
    const now = Date.now.bind(Date)
    Date.now = () => now() + 5 * 3_600_000
  })
  await isSignedInAsMember(page, cloud, project)
  // It is looked whenever the page is shown.
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible()
  await expect(over(page)).toBeHidden()
  await expect(page.getByRole('status').filter({ hasText: /You will be signed out/ })).toBeHidden()
})
