import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { type AProject, aProject } from '../support/a-project.ts'
import { type Api, signIn } from '../support/api.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { isSignedIn, menuItemOf, signInAs, unfold } from '../support/person.ts'

let cloud: CloudProcess
let project: AProject
let serverId: string
let admin: Api

/** Somebody without a role in any project, who has `role` on the whole system. */
async function hasPersonOnSystem(name: string, role: string) {
  const user = { name, password: cloud.adminPassword }
  const made = await admin.call<{ user: { id: string } }>('POST', '/identity/v3/users', { user })
  const { roles } = await admin.call<{ roles: { id: string }[] }>('GET', `/identity/v3/roles?name=${role}`)
  await admin.call('PUT', `/identity/v3/system/users/${made.user.id}/roles/${roles[0]!.id}`)
}

test.beforeAll(async () => {
  test.setTimeout(240_000)
  cloud = await startCloud({ KILONOVA_DRIVER: 'fake', KILONOVA_FAKE_HOSTS: '2' })
  project = await aProject(cloud, 'shop')
  serverId = await project.hasServer('web-1')
  admin = await signIn(cloud)
  await hasPersonOnSystem('auditor', 'reader')
  await hasPersonOnSystem('operator', 'admin')
  await project.hasPerson('builder', 'member')
})
test.afterAll(() => cloud?.dispose())

const open = async (page: Page, path: string) => {
  await page.goto(`${cloud.url}${path}`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
}

const takesAdmin = 'Requires the admin role.'

/** Lists of the console, each with what makes one more, where there is such. */
const lists: readonly [path: string, create: string | undefined][] = [
  ['servers', undefined],
  ['flavors', 'Create flavor'],
  ['aggregates', 'Create host aggregate'],
  ['hosts', undefined],
  ['migrations', undefined],
  ['activity', undefined],
  ['projects', 'Create project'],
  ['users', 'Create user'],
  ['groups', 'Create group'],
  ['roles', 'Create role'],
  ['assignments', undefined],
  ['domains', 'Create domain'],
]

test('a reader of the whole cloud sees every list, and makes nothing in any', async ({ page }) => {
  test.slow()
  await signInAs(page, cloud, 'auditor')
  for (const [path, create] of lists) {
    await open(page, `/admin/${path}`)
    await expect(page.getByRole('alert')).toHaveCount(0)
    if (create === undefined) continue
    const button = page.getByRole('button', { name: create, exact: true }).first()
    await expect(button).toHaveAttribute('aria-disabled', 'true')
    await expect(button).toHaveAccessibleDescription(/^Requires the admin role/)
    // Nor by the address of the form.
    await page.goto(`${cloud.url}/admin/${path}?new`)
    await expect(page.getByRole('button', { name: create, exact: true }).first()).toBeVisible()
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
})

test('a reader of the whole cloud looks at a server and a host, and everything that changes one is greyed with its reason', async ({
  page,
}) => {
  await signInAs(page, cloud, 'auditor')
  await open(page, '/admin/servers')
  const stop = await menuItemOf(page, 'web-1', 'Stop')
  await unfold(page)
  await expect(stop).toBeDisabled()
  await expect(stop).toHaveAccessibleDescription(/^Requires the/)
  await page.keyboard.press('Escape')
  await open(page, `/admin/servers/${serverId}`)
  await page.getByRole('button', { name: 'More for web-1' }).click()
  const menu = page.getByRole('menu')
  await expect(menu.getByRole('menuitem', { name: 'Delete', exact: true })).toBeDisabled()
  await expect(menu.getByRole('menuitem', { name: 'Reset state…' })).toBeDisabled()
  await page.keyboard.press('Escape')
  await open(page, '/admin/hosts')
  const [host] = (await admin.call<{ hosts: { name: string }[] }>('GET', '/compute/v2.1/kilonova/hosts')).hosts
  const disable = await menuItemOf(page, host!.name, 'Disable')
  await expect(disable).toHaveAccessibleDescription(takesAdmin)
  await page.keyboard.press('Escape')
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  }
})

test('an administrator of the system who is in no project works in the console', async ({ page }) => {
  await signInAs(page, cloud, 'operator')
  await page.goto(cloud.url)
  await expect(page).toHaveURL(/\/admin$/)
  await page.goto(`${cloud.url}/projects`)
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible()
  await page.getByRole('link', { name: 'Administration' }).click()
  await expect(page).toHaveURL(/\/admin$/)
  await open(page, '/admin/projects')
  const create = page.getByRole('button', { name: 'Create project', exact: true })
  await expect(create).not.toHaveAttribute('aria-disabled', 'true')
  await create.click()
  await page.getByRole('dialog').getByLabel('Name').fill('annexe')
  await page.getByRole('dialog').getByRole('button', { name: 'Create project' }).click()
  await expect(page.getByRole('rowheader').getByText('annexe', { exact: true })).toBeVisible()
})

test('a member who types an address of the console reads one sentence, and finds back', async ({ page }) => {
  await signInAs(page, cloud, 'builder')
  for (const path of ['/admin', '/admin/hosts', '/admin/users']) {
    await page.goto(`${cloud.url}${path}`)
    await expect(page.getByText(/^Administration requires the admin role, or the reader role/)).toBeVisible()
  }
  await page.getByRole('main').getByRole('link').first().click()
  await expect(page).not.toHaveURL(/\/admin/)
})

test('what an operator’s policy file forbids is greyed in the console, and what it opens is offered in the portal', async ({
  page,
}) => {
  test.setTimeout(120_000)
  await mkdir(join(cloud.dataDir, 'policy'), { recursive: true })
  const file = join(cloud.dataDir, 'policy/compute.yaml')
  await writeFile(
    file,
    '"os_compute_api:os-flavor-manage:create": "!"\n"os_compute_api:os-admin-actions:reset_state": "rule:project_member_or_admin"\n',
  )
  await cloud.stop()
  await cloud.start()
  try {
    await isSignedIn(page, cloud, project)
    await open(page, '/admin/flavors')
    await expect(page.getByRole('button', { name: 'Create flavor', exact: true }).first()).toHaveAccessibleDescription(
      'The policy of this cloud lets nobody do this.',
    )
    await page.context().clearCookies()
    await signInAs(page, cloud, 'builder')
    await open(page, `/p/shop/servers/${serverId}`)
    await page.getByRole('button', { name: 'More for web-1' }).click()
    await expect(page.getByRole('menuitem', { name: 'Reset state…' })).toBeEnabled()
  } finally {
    await rm(file)
    await cloud.stop()
    await cloud.start()
  }
})
