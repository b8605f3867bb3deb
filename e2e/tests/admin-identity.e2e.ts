import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { aProject } from '../support/a-project.ts'
import { signIn } from '../support/api.ts'
import { test } from '../support/administered-cloud.ts'
import {
  chooseAction,
  chooseOnPage,
  fillSignIn,
  goToSection,
  isSignedIn,
  menuItemOf,
  rowOf,
} from '../support/person.ts'

test('an administrator makes a project, lets somebody work in it, and says how much it may have', async ({
  page,
  cloud,
  project,
}) => {
  await project.hasPerson('vera', 'reader')
  await isSignedIn(page, cloud, project)
  await page.goto('/admin/users')
  await goToSection(page, 'Projects')
  await page.getByRole('button', { name: 'Create project' }).click()
  const form = page.getByRole('dialog', { name: 'Create project' })
  await form.getByLabel('Name').fill('workshop')
  // The Back button would take what was typed.
  await page.goBack()
  await page.getByRole('dialog', { name: 'Leave the form?' }).getByRole('button', { name: 'Cancel' }).click()
  await expect(form.getByLabel('Name')).toHaveValue('workshop')
  await form.getByLabel('Description').fill('of the winter school')
  await form.getByRole('button', { name: 'Create project' }).click()
  await expect(page.getByRole('heading', { name: 'workshop', level: 1 })).toBeVisible()
  await expect(page.getByRole('complementary', { name: 'Facts' })).toContainText('of the winter school')

  await page.getByRole('button', { name: 'Add member' }).click()
  const member = page.getByRole('dialog', { name: 'Add member' })
  await member.getByRole('combobox', { name: 'User' }).fill('vera')
  await page.getByRole('option', { name: 'vera' }).click()
  await member.getByRole('button', { name: 'Add member' }).click()
  await expect(rowOf(page, 'vera')).toContainText('member')

  await page.getByRole('link', { name: 'Quota', exact: true }).click()
  await page.getByRole('button', { name: 'Edit quota' }).click()
  const quota = page.getByRole('dialog', { name: 'Edit quota' })
  await quota.getByLabel('Servers', { exact: true }).fill('3')
  await quota.getByLabel('Ports').fill('-1')
  await quota.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('meter', { name: 'Servers' })).toHaveText('0 of 3 used')
  await expect(page.getByRole('meter', { name: 'Ports' })).toHaveText('0 · unlimited')
})

test('an administrator sets a limit below what is used, and is told what that means', async ({
  page,
  cloud,
  project,
}) => {
  await project.hasServer('web', 2)
  await isSignedIn(page, cloud, project)
  await page.goto(`/admin/projects/${project.api.projectId}/quota`)
  await page.getByRole('button', { name: 'Edit quota' }).click()
  const quota = page.getByRole('dialog', { name: 'Edit quota' })
  await quota.getByLabel('Servers', { exact: true }).fill('1')
  await expect(quota.getByRole('region', { name: 'Less than is used' })).toContainText('Servers: nothing is taken away')
  await quota.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('meter', { name: 'Servers' })).toHaveText('2 of 1 used')
  await page.getByRole('button', { name: 'Actions for Quota' }).click()
  await page.getByRole('menuitem', { name: 'Back to the defaults' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Back to the defaults' }).click()
  await expect(page.getByRole('meter', { name: 'Servers' })).toHaveText(/^2 of [1-9]\d+ used$/)
})

test('an administrator deletes a project only after what is in it was counted, and its name typed', async ({
  page,
  cloud,
  project,
}) => {
  await project.hasServer('web', 2)
  const { projects } = await project.api.call<{ projects: { id: string }[] }>(
    'GET',
    `/identity/v3/projects?name=${project.name}`,
  )
  const below = await project.api.call<{ project: { id: string } }>('POST', '/identity/v3/projects', {
    project: { name: `below-${project.name}`, parent_id: projects[0]!.id },
  })
  await isSignedIn(page, cloud, project)
  await page.goto(`/admin/projects?q=id:${projects[0]!.id}`)
  await chooseAction(page, project.name, 'Delete')
  const dialog = page.getByRole('dialog', { name: `Delete project ${project.name}?` })
  await expect(dialog).toContainText('1 project stands below it.')
  await expect(dialog.getByRole('button', { name: 'Delete project' })).toBeDisabled()
  await page.keyboard.press('Escape')

  await project.api.call('DELETE', `/identity/v3/projects/${below.project.id}`)
  await chooseAction(page, project.name, 'Delete')
  await expect(dialog).toContainText('2 servers')
  await expect(dialog.getByRole('button', { name: 'Delete project' })).toBeDisabled()
  await dialog.getByLabel(`Type ${project.name} to confirm`).fill(project.name)
  await expect(dialog.getByRole('button', { name: 'Delete project' })).toBeEnabled()
})

test('an administrator disables a project, so that nobody works in it, and enables it again', async ({
  page,
  cloud,
  project,
}) => {
  const idle = await aProject(cloud)
  await idle.hasServer('web-1')
  await idle.hasPerson('worker', 'member')
  await isSignedIn(page, cloud, project)
  await page.goto(`/admin/projects/${idle.api.projectId}`)
  await page.getByRole('button', { name: 'Disable', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: `Disable project ${idle.name}?` })
  await expect(dialog).toContainText('Its server goes on as it is.')
  await dialog.getByRole('button', { name: 'Disable project' }).click()
  await expect(page.getByText('Disabled', { exact: true })).toBeVisible()
  await expect(signIn(cloud, 'worker', idle.name)).rejects.toThrow('401')
  await page.getByRole('button', { name: 'Enable', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Enable project' }).click()
  await expect(page.getByText('Enabled', { exact: true })).toBeVisible()
  // The token that the project was made with has ended; the server is to go all the same.
  const worker = await signIn(cloud, 'worker', idle.name)
  const { servers } = await worker.call<{ servers: { id: string }[] }>('GET', '/compute/v2.1/servers')
  expect(servers).toHaveLength(1)
  await worker.call('DELETE', `/compute/v2.1/servers/${servers[0]!.id}`)
})

test('an administrator makes a user whose password is shown once, and gives them a role', async ({
  page,
  cloud,
  project,
}) => {
  await isSignedIn(page, cloud, project)
  await page.goto('/admin/users?new')
  const form = page.getByRole('dialog', { name: 'Create user' })
  await form.getByLabel('Name', { exact: true }).fill('nina')
  await form.getByLabel('Email').fill('nina@example.org')
  await form.getByRole('button', { name: 'Create user' }).click()
  const secret = page.getByRole('dialog', { name: 'Password of nina' })
  const password = await secret.getByLabel('Password', { exact: true }).innerText()
  expect(password).toMatch(/^[A-Za-z2-9]{20}$/)
  await secret.getByRole('button', { name: 'I have saved it' }).click()
  await expect(page.getByRole('heading', { name: 'nina', level: 1 })).toBeVisible()

  await page.getByRole('button', { name: 'Add role' }).click()
  const role = page.getByRole('dialog', { name: 'Add role to nina' })
  await role.getByRole('combobox', { name: 'Project' }).fill(project.name)
  await page.getByRole('option', { name: project.name }).click()
  await role.getByRole('button', { name: 'Add role' }).click()
  await expect(rowOf(page, 'member')).toContainText(project.name)
  await signIn({ url: cloud.url, adminPassword: password }, 'nina', project.name)

  await chooseAction(page, 'member of nina', 'Remove role')
  const revoke = page.getByRole('dialog', { name: 'Remove role member from nina?' })
  await revoke.getByRole('button', { name: 'Remove role' }).click()
  await expect(page.getByText('No roles yet')).toBeVisible()
})

test('an administrator helps somebody who has forgotten the password, and shuts out somebody who has left', async ({
  page,
  cloud,
  project,
}) => {
  await project.hasPerson('otto', 'member')
  await isSignedIn(page, cloud, project)
  await page.goto('/admin/users?q=otto')
  await chooseAction(page, 'otto', 'Reset password')
  const reset = page.getByRole('dialog', { name: 'Reset the password of otto?' })
  await reset.getByText('Set a password').click()
  await reset.getByLabel('New password').fill('a-new-one-for-otto')
  await reset.getByRole('button', { name: 'Reset password' }).click()
  await expect(reset).toBeHidden()
  await signIn({ url: cloud.url, adminPassword: 'a-new-one-for-otto' }, 'otto', project.name)

  await page.getByRole('link', { name: 'otto' }).click()
  await chooseOnPage(page, 'otto', 'Disable')
  await page.getByRole('dialog').getByRole('button', { name: 'Disable user' }).click()
  await expect(page.getByText('Disabled', { exact: true })).toBeVisible()
  await chooseOnPage(page, 'otto', 'Delete')
  const dialog = page.getByRole('dialog', { name: 'Delete user otto?' })
  await expect(dialog).toContainText('No server that they created is left.')
  await dialog.getByLabel('Type otto to confirm').fill('otto')
  await dialog.getByRole('button', { name: 'Delete user' }).click()
  await expect(page).toHaveURL(/\/admin\/users$/)
})

test('an administrator who would shut out themselves is told so, and has to type their name', async ({
  page,
  cloud,
  project,
}) => {
  await isSignedIn(page, cloud, project)
  await page.goto('/admin/users?q=name:admin')
  await chooseAction(page, 'admin', 'Disable')
  const dialog = page.getByRole('dialog', { name: 'Disable user admin?' })
  await expect(dialog).toContainText('This is you')
  await expect(dialog.getByRole('button', { name: 'Disable user' })).toBeDisabled()
  await dialog.getByLabel('Type admin to confirm').fill('admin')
  await expect(dialog.getByRole('button', { name: 'Disable user' })).toBeEnabled()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(rowOf(page, 'admin')).toContainText('Enabled')
})

test('an administrator gives a team its roles by a group, and sees in one list who may what', async ({
  page,
  cloud,
  project,
}) => {
  await project.hasPerson('ines', 'reader')
  await isSignedIn(page, cloud, project)
  await page.goto('/admin/groups?new')
  const form = page.getByRole('dialog', { name: 'Create group' })
  await form.getByLabel('Name').fill('night-shift')
  await form.getByRole('button', { name: 'Create group' }).click()
  await expect(page.getByRole('heading', { name: 'night-shift', level: 1 })).toBeVisible()
  await page.getByRole('button', { name: 'Add user' }).click()
  const add = page.getByRole('dialog', { name: 'Add user to night-shift' })
  await add.getByRole('combobox', { name: 'User' }).fill('ines')
  await page.getByRole('option', { name: 'ines' }).click()
  await add.getByRole('button', { name: 'Add user' }).click()
  await expect(rowOf(page, 'ines')).toBeVisible()

  await page.getByRole('link', { name: 'Roles', exact: true }).last().click()
  await page.getByRole('button', { name: 'Add role' }).click()
  const role = page.getByRole('dialog', { name: 'Add role to night-shift' })
  await role.getByRole('combobox', { name: 'Project' }).fill(project.name)
  await page.getByRole('option', { name: project.name }).click()
  await role.getByRole('button', { name: 'Add role' }).click()
  await expect(rowOf(page, 'member')).toContainText(project.name)

  await page.goto('/admin/assignments?q=group:night-shift')
  await expect(rowOf(page, 'night-shift')).toContainText('member')
  await expect(rowOf(page, 'night-shift')).toContainText(project.name)
})

test('an administrator makes a role and deletes it; those of the cloud itself stay, with the reason', async ({
  page,
  cloud,
  project,
}) => {
  await isSignedIn(page, cloud, project)
  await page.goto('/admin/roles?new')
  const form = page.getByRole('dialog', { name: 'Create role' })
  await form.getByLabel('Name').fill('auditor')
  await form.getByRole('button', { name: 'Create role' }).click()
  await expect(page.getByRole('heading', { name: 'auditor', level: 1 })).toBeVisible()
  await page.getByRole('navigation').getByRole('link', { name: 'Roles', exact: true }).first().click()
  await expect(rowOf(page, 'auditor')).toBeVisible()
  await expect(rowOf(page, 'member')).toContainText('reader')
  await expect(await menuItemOf(page, 'member', 'Delete')).toHaveAccessibleDescription(/own roles, which stay/)
  await page.keyboard.press('Escape')
  await chooseAction(page, 'auditor', 'Delete')
  const dialog = page.getByRole('dialog', { name: 'Delete role auditor?' })
  await dialog.getByLabel('Type auditor to confirm').fill('auditor')
  await dialog.getByRole('button', { name: 'Delete role' }).click()
  await expect(rowOf(page, 'auditor')).toHaveCount(0)
})

test('an administrator closes a domain, and deletes it knowing what goes with it', async ({ page, cloud, project }) => {
  await isSignedIn(page, cloud, project)
  const { domain } = await project.api.call<{ domain: { id: string } }>('POST', '/identity/v3/domains', {
    domain: { name: 'guests' },
  })
  await project.api.call('POST', '/identity/v3/projects', { project: { name: 'visits', domain_id: domain.id } })
  await page.goto('/admin/domains')
  await chooseAction(page, 'guests', 'Disable')
  await page.getByRole('dialog').getByRole('button', { name: 'Disable domain' }).click()
  await expect(rowOf(page, 'guests')).toContainText('Disabled')
  await chooseAction(page, 'guests', 'Delete')
  const dialog = page.getByRole('dialog', { name: 'Delete domain guests?' })
  await expect(dialog).toContainText('1 project')
  await dialog.getByLabel('Type guests to confirm').fill('guests')
  await dialog.getByRole('button', { name: 'Delete domain' }).click()
  await expect(rowOf(page, 'guests')).toHaveCount(0)
})

test('a member who types an administrator’s address gets one sentence', async ({ page, cloud, project }) => {
  await project.hasPerson('curious', 'member')
  await page.goto('/')
  await fillSignIn(page, 'curious', cloud.adminPassword)
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible()
  await page.goto('/admin/users')
  await expect(page.getByText(/^Administration requires the admin role/)).toBeVisible()
})

test('the pages of identity are fit for a screen reader, in both themes and on a phone', async ({
  page,
  cloud,
  project,
}) => {
  test.slow()
  const { users } = await project.api.call<{ users: { id: string }[] }>('GET', '/identity/v3/users?name=admin')
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await isSignedIn(page, cloud, project)
  for (const [path, heading] of [
    ['projects', 'Projects'],
    ['projects?new', 'Projects'],
    [`projects/${project.api.projectId}`, project.name],
    [`projects/${project.api.projectId}/quota`, project.name],
    ['users', 'Users'],
    ['users?new', 'Users'],
    [`users/${users[0]!.id}`, 'admin'],
    ['groups', 'Groups'],
    ['roles', 'Roles'],
    ['assignments', 'Who may what'],
    ['domains', 'Domains'],
  ] as const) {
    await page.goto(`/admin/${path}`)
    await expect(page.getByRole('heading', { name: heading, level: 1, includeHidden: true })).toBeVisible()
    await expectFit(page, path.replaceAll(/[/?]/g, '-').replace(/[0-9a-f]{32}/, 'one'))
  }
})

/** Looks at the page that is shown: light, dark, on a phone and on a wide screen. */
async function expectFit(page: Page, name: string) {
  const keep = async (how: string) => {
    const folder = process.env['KILONOVA_PICTURES']
    if (folder?.startsWith('/')) await page.screenshot({ path: `${folder}/${name}-${how}.png` })
  }
  await expect(page.getByRole('progressbar')).toHaveCount(0)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
    const { violations } = await new AxeBuilder({ page }).analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect
      .soft(
        serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
        `${name}, ${colorScheme}`,
      )
      .toEqual([])
    await keep(colorScheme)
  }
  await page.setViewportSize({ width: 390, height: 844 })
  const width = () => page.evaluate(() => document.documentElement.scrollWidth)
  await expect.poll(width, `width of ${name} on a phone`).toBe(390)
  await keep('phone')
  await page.setViewportSize({ width: 1920, height: 1080 })
  await keep('wide')
  await page.setViewportSize({ width: 1280, height: 800 })
}

test('an administrator lets a role imply another, sees how a user comes to it, and renames a domain', async ({
  page,
  cloud,
  project,
}) => {
  const [name, holder] = [`auditor-${project.name}`, `iris-${project.name}`]
  await isSignedIn(page, cloud, project)
  await page.goto('/admin/roles?new')
  const form = page.getByRole('dialog', { name: 'Create role' })
  await form.getByRole('textbox', { name: 'Name' }).fill(name)
  await form.getByRole('button', { name: 'Create role' }).click()
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
  await page.getByRole('button', { name: 'Add implied role' }).click()
  const adding = page.getByRole('dialog', { name: 'Add implied role' })
  await adding.getByRole('combobox', { name: 'Role' }).fill('reader')
  await page.getByRole('option', { name: 'reader', exact: true }).click()
  await adding.getByRole('button', { name: 'Add implied role' }).click()
  await expect(rowOf(page, 'reader')).toBeVisible()

  const admin = await signIn(cloud)
  const { roles } = await admin.call<{ roles: { id: string }[] }>('GET', `/identity/v3/roles?name=${name}`)
  const { user } = await admin.call<{ user: { id: string } }>('POST', '/identity/v3/users', { user: { name: holder } })
  const at = `/identity/v3/projects/${project.api.projectId}/users/${user.id}/roles/${roles[0]!.id}`
  await admin.call('PUT', at)
  await page.goto(`/admin/users/${user.id}/effective-roles`)
  await expect(rowOf(page, name)).toContainText('Granted itself')
  await expect(rowOf(page, 'reader')).toContainText(name)
  await expect(rowOf(page, 'reader')).toContainText('Directly')

  const { domain } = await admin.call<{ domain: { id: string } }>('POST', '/identity/v3/domains', {
    domain: { name: `old-${project.name}`, enabled: false },
  })
  await page.goto(`/admin/domains?q=id:${domain.id}`)
  await chooseAction(page, `old-${project.name}`, 'Edit')
  const edit = page.getByRole('dialog', { name: 'Edit domain' })
  await expect(edit.getByRole('button', { name: 'Save' })).toBeDisabled()
  await edit.getByRole('textbox', { name: 'Name' }).fill(`new-${project.name}`)
  await edit.getByRole('button', { name: 'Save' }).click()
  await expect(rowOf(page, `new-${project.name}`)).toBeVisible()
})
