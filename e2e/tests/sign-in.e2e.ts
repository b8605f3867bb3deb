import { expect, type Page } from '@playwright/test'
import { aProject, type AProject } from '../support/a-project.ts'
import { signIn } from '../support/api.ts'
import { test } from '../support/fake-cloud.ts'
import { fillSignIn, goToSection, projectLink, rowOf, signInAsPerson } from '../support/person.ts'

test('what is missing or wrong is said, with the request id, and the name stays', async ({ page, cloud }) => {
  await page.goto('/')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByLabel('User name')).toHaveAccessibleDescription('Enter your user name')
  await expect(page.getByLabel('Password', { exact: true })).toHaveAccessibleDescription('Enter your password')
  await fillSignIn(page, 'admin', 'not-the-password')
  const refusal = page.getByRole('alert')
  await expect(refusal).toContainText('Incorrect user name or password')
  await expect(refusal).toContainText(/req-[0-9a-f-]{36}/)
  await expect(page.getByLabel('User name')).toHaveValue('admin')
  await fillSignIn(page, 'admin', cloud.adminPassword)
  await expect(page.getByRole('heading', { name: 'Choose a project' })).toBeVisible()
})

test('one lands where one wanted to go', async ({ page, cloud }) => {
  await page.goto('/servers?q=web&sort=name')
  await fillSignIn(page, 'admin', cloud.adminPassword)
  await projectLink(page, 'demo').click()
  await expect(page.getByRole('heading', { name: 'Servers', level: 1 })).toBeVisible()
  expect(new URL(page.url()).pathname).toBe('/p/demo/servers')
  await expect(page.getByRole('row')).toHaveCount(0)
})

test('with one project there is nothing to choose, and another site is no place to land', async ({ page, cloud }) => {
  await page.goto('/sign-in?back=//elsewhere.example/')
  await fillSignIn(page, 'demo', cloud.adminPassword)
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Project demo' })).toBeVisible()
  expect(new URL(page.url()).origin).toBe(cloud.url)
})

test('another project shows other servers, and the browser remembers which', async ({ page, cloud }) => {
  const [mine, other] = [await aProject(cloud), await aProject(cloud)]
  await mine.hasServer('here')
  await other.hasServer('there')
  await signInAsPerson(page, cloud, 'admin', mine.name)
  await goToSection(page, 'Servers')
  await expect(rowOf(page, 'here')).toBeVisible()
  await page.getByRole('button', { name: `Project ${mine.name}` }).click()
  await page.getByRole('menuitem', { name: other.name, exact: true }).click()
  await expect(page.getByRole('button', { name: `Project ${other.name}` })).toBeVisible()
  await goToSection(page, 'Servers')
  await expect(rowOf(page, 'there')).toBeVisible()
  await expect(rowOf(page, 'here')).toHaveCount(0)
  await page.reload()
  await expect(rowOf(page, 'there')).toBeVisible()
})

test('who signs out has left, and the back button shows nothing', async ({ page, cloud }) => {
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

test('a session that ended elsewhere is gone on with on the same page, and what was filled in is still there', async ({
  page,
  cloud,
}) => {
  const admin = await signIn(cloud)
  const user = { name: 'ada', password: 'the-first-password', domain_id: 'default' }
  const made = await admin.call<{ user: { id: string } }>('POST', '/identity/v3/users', { user })
  const { roles } = await admin.call<{ roles: { id: string }[] }>('GET', '/identity/v3/roles?name=member')
  const grant = `/identity/v3/projects/${admin.projectId}/users/${made.user.id}/roles/${roles[0]!.id}`
  await admin.call('PUT', grant)
  await page.goto('/images')
  await fillSignIn(page, 'ada', 'the-first-password')
  await expect(page.getByRole('heading', { name: 'Images', level: 1 })).toBeVisible()

  await page.goto('/key-pairs?new')
  await page.getByRole('dialog').getByLabel('Name').fill('laptop of ada')
  await admin.call('PATCH', `/identity/v3/users/${made.user.id}`, { user: { password: 'the-second-password' } })
  const over = page.getByRole('dialog', { name: 'You are signed out' })
  await expect(over).toBeVisible()
  await expect(over.getByLabel('User name')).toHaveValue('ada')
  await over.getByLabel('Password', { exact: true }).fill('the-second-password')
  await over.getByRole('button', { name: 'Sign in' }).click()
  await expect(over).toBeHidden()
  await page.getByRole('dialog').getByRole('button', { name: 'Create key pair' }).click()
  await expect(page.getByRole('dialog', { name: 'laptop of ada' })).toBeVisible()
})

test('two tabs work in two projects: each makes its servers in its own, and a link to the other’s leads there', async ({
  page,
  cloud,
}) => {
  const [mine, other] = [await aProject(cloud), await aProject(cloud)]
  await signInAsPerson(page, cloud, 'admin', mine.name)
  await page.goto(`/p/${mine.name}/key-pairs?new`)
  await page.getByRole('dialog').getByLabel('Name').fill('unused')
  const second = await page.context().newPage()
  await second.goto(`/p/${other.name}`)
  await expect(second.getByRole('button', { name: `Project ${other.name}` })).toBeVisible()
  await goToSection(second, 'Server groups')
  await makeGroup(second, 'group of the second tab')
  await page.keyboard.press('Escape')
  await goToSection(page, 'Server groups')
  await makeGroup(page, 'group of the first tab')
  await expect(second.getByText('group of the first tab')).toHaveCount(0)
  await expect(page.getByText('group of the second tab')).toHaveCount(0)
  expect(await groupsOf(mine)).toEqual(['group of the first tab'])
  expect(await groupsOf(other)).toEqual(['group of the second tab'])
  await page.goto(second.url())
  await expect(page.getByText('group of the second tab')).toBeVisible()
  await expect(page).toHaveTitle(new RegExp(other.name))
})

async function makeGroup(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Create server group' }).first().click()
  await page.getByRole('dialog').getByLabel('Name').fill(name)
  await page.getByRole('dialog').getByRole('button', { name: 'Create server group' }).click()
  await expect(page.getByText(name)).toBeVisible()
}

const groupsOf = async ({ api }: AProject) =>
  (await api.call<{ server_groups: { name: string }[] }>('GET', '/compute/v2.1/os-server-groups')).server_groups.map(
    ({ name }) => name,
  )

test('who fails too often is told how long to wait, and the page counts it down', async ({ page, cloud, project }) => {
  const name = `forgetful-${project.name}`
  await project.hasPerson(name, 'member')
  for (let n = 0; n < 10; n++)
    await page.request.post(`${cloud.url}/bff/session`, {
      headers: { origin: cloud.url },
      data: { name, password: `guess ${n}` },
    })
  await page.goto('/sign-in')
  await fillSignIn(page, name, cloud.adminPassword)
  await expect(page.getByRole('alert')).toContainText(/Too many failed sign-ins from here. Try again in 4 min \d+ s./)
  await fillSignIn(page, 'demo', cloud.adminPassword)
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible()
})

test('where there are several domains one says which, and the browser remembers it', async ({
  page,
  cloud,
  project,
}) => {
  const name = `earth-${project.name}`
  const { domain } = await project.api.call<{ domain: { id: string } }>('POST', '/identity/v3/domains', {
    domain: { name },
  })
  await project.api.call('POST', '/identity/v3/users', {
    user: { name: 'ada', domain_id: domain.id, password: cloud.adminPassword },
  })
  await page.goto('/sign-in')
  await expect(page.getByLabel('Domain')).toHaveValue('Default')
  await page.getByLabel('Domain').fill(name)
  await fillSignIn(page, 'ada', cloud.adminPassword)
  await expect(page.getByRole('heading', { name: 'No project yet' })).toBeVisible()
  await page.context().clearCookies()
  await page.goto('/sign-in')
  await expect(page.getByLabel('Domain')).toHaveValue(name)
  await project.api.call('PATCH', `/identity/v3/domains/${domain.id}`, { domain: { enabled: false } })
})
