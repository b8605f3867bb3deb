import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect, type Page } from '@playwright/test'
import type { AProject } from '../support/a-project.ts'
import type { CloudProcess } from '../support/cloud-process.ts'
import { test } from '../support/fake-cloud.ts'
import { passcodeOf } from '../../bff/test/support/passcode.ts'
import { fillSignIn } from '../support/person.ts'

/** A new user of the cloud, with the role member in `project`, who has signed in. */
async function aPerson(page: Page, cloud: CloudProcess, { api }: AProject) {
  const name = `ada-${randomUUID()}`
  const password = 'correct horse'
  const { user } = await api.call<{ user: { id: string } }>('POST', '/identity/v3/users', { user: { name, password } })
  const { roles } = await api.call<{ roles: { id: string }[] }>('GET', '/identity/v3/roles?name=member')
  await api.call('PUT', `/identity/v3/projects/${api.projectId}/users/${user.id}/roles/${roles[0]!.id}`)
  await page.goto(cloud.url)
  await fillSignIn(page, name, password)
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible()
  return { id: user.id, name, password }
}

async function goToAccount(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `User ${name}` }).click()
  await page.getByRole('menuitem', { name: 'Your account' }).click()
  await expect(page.getByRole('heading', { name: 'Your account' })).toBeVisible()
}

async function signOut(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `User ${name}` }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
}

test('somebody changes the password: this session goes on, another one ends', async ({
  page,
  browser,
  cloud,
  project,
}) => {
  const { name, password } = await aPerson(page, cloud, project)
  const elsewhere = await browser.newPage()
  await elsewhere.goto(cloud.url)
  await fillSignIn(elsewhere, name, password)
  await expect(elsewhere.getByRole('heading', { name: 'Home' })).toBeVisible()
  await goToAccount(page, name)
  await page.getByRole('button', { name: 'Change password' }).click()
  const dialog = page.getByRole('dialog', { name: 'Change password' })
  await dialog.getByLabel('Current password').fill('wrong')
  await dialog.getByLabel('New password', { exact: true }).fill('another one')
  await dialog.getByLabel('Confirm new password').fill('another one')
  await dialog.getByRole('button', { name: 'Change password' }).click()
  await expect(dialog.getByRole('alert')).toContainText('The current password is wrong.')
  await dialog.getByLabel('Current password').fill(password)
  await dialog.getByRole('button', { name: 'Change password' }).click()
  await expect(page.getByText('Your password is changed.')).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Your account' })).toBeVisible()
  await elsewhere.reload()
  await expect(elsewhere.getByRole('button', { name: 'Sign in' })).toBeVisible()
  await elsewhere.close()
})

test('with a second factor a code is asked for after the password, until it is removed', async ({
  page,
  cloud,
  project,
}) => {
  const { name, password } = await aPerson(page, cloud, project)
  await goToAccount(page, name)
  await page.getByRole('button', { name: 'Set up' }).click()
  const dialog = page.getByRole('dialog', { name: 'Set up a second factor' })
  await expect(dialog.getByRole('img', { name: 'QR code with the secret' })).toBeVisible()
  const secret = (await dialog.getByLabel('Secret', { exact: true }).textContent())!.replaceAll(' ', '')
  await dialog.getByLabel('Code', { exact: true }).fill('12')
  await dialog.getByRole('button', { name: 'Turn on' }).click()
  await expect(dialog.getByLabel('Code', { exact: true })).toHaveAccessibleDescription(
    'Enter the six digits that the app shows',
  )
  await dialog.getByLabel('Code', { exact: true }).fill(passcodeOf(secret, { steps: -1 }))
  await dialog.getByRole('button', { name: 'Turn on' }).click()
  await expect(dialog).toBeHidden()
  const section = page.getByRole('region', { name: 'Second factor' })
  await expect(section).toContainText('On')

  await signOut(page, name)
  await fillSignIn(page, name, password)
  await page.getByLabel('Code', { exact: true }).fill('000000')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert')).toContainText('The code is wrong')
  await page.getByLabel('Code', { exact: true }).fill(passcodeOf(secret))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('button', { name: `User ${name}` })).toBeVisible()

  await page.goto('/me')
  await section.getByRole('button', { name: 'Remove' }).click()
  const removal = page.getByRole('dialog', { name: 'Remove the second factor?' })
  await removal.getByLabel('Code', { exact: true }).fill(passcodeOf(secret, { steps: 1 }))
  await removal.getByRole('button', { name: 'Remove second factor' }).click()
  await expect(section).toContainText('Off')
})

test('an application credential shows its secret once, and signs in with the file that is downloaded', async ({
  page,
  cloud,
  project,
}) => {
  const { name } = await aPerson(page, cloud, project)
  await page.goto('/me/credentials')
  await page.getByRole('button', { name: 'Create application credential' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Create application credential' })
  await dialog.getByLabel('Name', { exact: true }).fill('ci')
  await dialog.getByRole('button', { name: 'Add rule' }).click()
  await dialog.getByLabel('Path of rule 1').fill('/v2.1/servers')
  await dialog.getByRole('button', { name: 'Create application credential' }).click()
  const made = page.getByRole('dialog', { name: 'Application credential ci' })
  const download = page.waitForEvent('download')
  await made.getByRole('button', { name: 'Download openrc.sh' }).click()
  const file = await readFile(await (await download).path(), 'utf8')
  await made.getByRole('button', { name: 'I have saved it' }).click()
  const valueOf = (variable: string) => new RegExp(`${variable}='(.*)'`).exec(file)![1]!
  const signedIn = await page.request.post(`${valueOf('OS_AUTH_URL')}/auth/tokens`, {
    data: {
      auth: {
        identity: {
          methods: ['application_credential'],
          application_credential: {
            id: valueOf('OS_APPLICATION_CREDENTIAL_ID'),
            secret: valueOf('OS_APPLICATION_CREDENTIAL_SECRET'),
          },
        },
      },
    },
  })
  expect(signedIn.status()).toBe(201)
  expect(await signedIn.json()).toMatchObject({ token: { user: { name }, project: { id: project.api.projectId } } })
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'ci' }) })
  await expect(row).toContainText('Never')
  await page.getByRole('button', { name: 'Actions for ci' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Delete application credential' }).click()
  await expect(page.getByText('No application credentials yet')).toBeVisible()
})

test('an administrator gives somebody a role in a project and takes it again; a member sees who may not', async ({
  page,
  browser,
  cloud,
  project,
}) => {
  const { name } = await aPerson(page, cloud, project)
  await page.goto('/access')
  await expect(
    page.getByText('Only managers of this project and administrators see who else works in it.'),
  ).toBeVisible()
  const admin = await browser.newPage()
  await admin.goto(`${cloud.url}/p/${project.name}/access`)
  await fillSignIn(admin, 'admin', cloud.adminPassword)
  const row = admin.getByRole('row').filter({ has: admin.getByRole('rowheader', { name }) })
  await expect(row).toContainText('member')
  await admin.getByRole('button', { name: 'Add member' }).click()
  const dialog = admin.getByRole('dialog', { name: 'Add member' })
  await dialog.getByRole('combobox', { name: 'User' }).fill(name.slice(0, 12))
  await admin.getByRole('option', { name }).click()
  await dialog.getByRole('combobox', { name: 'Roles' }).click()
  await admin.getByRole('option', { name: 'manager' }).click()
  // The list stays open for another role, and lies over the buttons.
  await admin.keyboard.press('Tab')
  await dialog.getByRole('button', { name: 'Add member' }).click()
  await expect(row).toContainText('manager')
  await admin.getByRole('button', { name: `Actions for ${name}` }).click()
  await admin.getByRole('menuitem', { name: 'Remove role manager' }).click()
  await admin.getByRole('button', { name: 'Remove role' }).click()
  await expect(row).not.toContainText('manager')
  await admin.close()
})
