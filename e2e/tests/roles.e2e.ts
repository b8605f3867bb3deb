import { expect, test } from '@playwright/test'
import { imageAndFlavor, signIn } from '../support/api.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { fillSignIn, menuItemOf } from '../support/person.ts'

let cloud: CloudProcess
let serverId: string
test.beforeAll(async () => {
  cloud = await startCloud({ KILONOVA_DRIVER: 'fake' })
  const demo = await signIn(cloud, 'demo')
  const server = { name: 'web-1', ...(await imageAndFlavor(demo)), networks: 'none' }
  const made = await demo.call<{ server: { id: string } }>('POST', '/compute/v2.1/servers', { server })
  serverId = made.server.id
  await demo.until<{ server: { status: string } }>(
    `/compute/v2.1/servers/${serverId}`,
    ({ server: now }) => now.status === 'ACTIVE',
  )
})
test.afterAll(async () => {
  await cloud.dispose()
})

test('a member is not offered what is an administrator’s, and meets an administrator’s lock with its reason', async ({
  page,
}) => {
  const admin = await signIn(cloud, 'admin', 'admin') // of another project: of the same, it would be an owner's lock
  const lock = { locked_reason: 'under audit' }
  await admin.call('POST', `/compute/v2.1/servers/${serverId}/action`, { lock })
  await page.goto(cloud.url)
  await fillSignIn(page, 'demo', cloud.adminPassword)
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
  await page.goto(`${cloud.url}/servers/${serverId}`)
  await page.getByRole('button', { name: 'More for web-1' }).click()
  await expect(page.getByRole('menuitem', { name: 'Crash dump' })).toBeDisabled()
  await expect(page.getByRole('menuitem', { name: 'Reset state…' })).toHaveCount(0)
  await page.keyboard.press('Escape')
  const stop = page.getByRole('button', { name: 'Stop', exact: true })
  await expect(stop).toHaveAccessibleDescription('Instance web-1 is locked. Unlock it first.')

  const banner = page.getByRole('region', { name: 'Locked' })
  await expect(banner).toContainText('under audit')
  await banner.getByRole('button', { name: 'Unlock' }).click()
  await expect(page.getByRole('alert')).toContainText('Unlock was refused for web-1')
  await expect(page.getByRole('alert')).toContainText(/req-[0-9a-f-]{36}/)
  await admin.call('POST', `/compute/v2.1/servers/${serverId}/action`, { unlock: null })
  await expect(stop).toBeEnabled()

  await page.getByRole('tab', { name: 'Diagnostics' }).click()
  await expect(page.getByRole('region', { name: 'CPU and memory layout' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Guest' })).toHaveCount(0)
  await page.goto(`${cloud.url}/servers/new`)
  await page.getByRole('button', { name: 'Placement' }).click()
  await expect(page.getByRole('combobox', { name: 'Zone' })).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'Host', exact: true })).toHaveCount(0)
})

test('a reader sees everything, and is told what changing it takes', async ({ page }) => {
  const admin = await signIn(cloud)
  const { user } = await admin.call<{ user: { id: string } }>('POST', '/identity/v3/users', {
    user: { name: 'looker', password: cloud.adminPassword },
  })
  const { roles } = await admin.call<{ roles: { id: string }[] }>('GET', '/identity/v3/roles?name=reader')
  await admin.call('PUT', `/identity/v3/projects/${admin.projectId}/users/${user.id}/roles/${roles[0]!.id}`)
  await page.goto(cloud.url)
  await fillSignIn(page, 'looker', cloud.adminPassword)
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
  await page.goto(`${cloud.url}/servers`)
  await expect(await menuItemOf(page, 'web-1', 'Stop')).toHaveAccessibleDescription(
    'It takes the role member in this project.',
  )
  await page.goto(`${cloud.url}/servers/${serverId}`)
  await expect(page.getByRole('button', { name: 'Edit name' })).toBeDisabled()
  await expect(page.getByRole('button', { name: 'Delete', exact: true })).toBeDisabled()
})
