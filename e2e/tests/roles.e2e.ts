import { expect } from '@playwright/test'
import { signIn } from '../support/api.ts'
import { test } from '../support/fake-cloud.ts'
import { fillSignIn, menuItemOf, unfold } from '../support/person.ts'

test('a member is not offered what is an administrator’s, and meets an administrator’s lock with its reason', async ({
  page,
  cloud,
  project,
}) => {
  const serverId = await project.hasServer('web-1')
  await project.hasPerson('builder', 'member')
  const admin = await signIn(cloud, 'admin', 'admin') // of another project: of the same, it would be an owner's lock
  const lock = { locked_reason: 'under audit' }
  await admin.call('POST', `/compute/v2.1/servers/${serverId}/action`, { lock })
  await page.goto('/')
  await fillSignIn(page, 'builder', cloud.adminPassword)
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible()
  await page.goto(`/servers/${serverId}`)
  await page.getByRole('button', { name: 'More for web-1' }).click()
  await unfold(page)
  await expect(page.getByRole('menuitem', { name: 'Crash dump' })).toBeDisabled()
  await expect(page.getByRole('menuitem', { name: 'Reset state…' })).toHaveCount(0)
  await expect(page.getByRole('menuitem', { name: 'Stop', exact: true })).toHaveAccessibleDescription(
    'It is locked. Unlock it first.',
  )
  await page.keyboard.press('Escape')

  const banner = page.getByRole('region', { name: 'Locked' })
  await expect(banner).toContainText('under audit')
  await banner.getByRole('button', { name: 'Unlock' }).click()
  await expect(page.getByRole('alert')).toContainText('Unlock failed for web-1')
  await expect(page.getByRole('alert')).toContainText(/req-[0-9a-f-]{36}/)
  await admin.call('POST', `/compute/v2.1/servers/${serverId}/action`, { unlock: null })
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeEnabled()

  await page.getByRole('link', { name: 'Diagnostics' }).click()
  await expect(page.getByRole('region', { name: 'CPU and memory layout' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Guest' })).toHaveCount(0)
  await page.goto('/servers/new')
  await page.getByRole('button', { name: 'Placement' }).click()
  await expect(page.getByRole('combobox', { name: 'Zone' })).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'Host', exact: true })).toHaveCount(0)
})

test('a reader sees everything, and is told what changing it takes', async ({ page, cloud, project }) => {
  const serverId = await project.hasServer('web-1')
  await project.hasPerson('looker', 'reader')
  await page.goto('/')
  await fillSignIn(page, 'looker', cloud.adminPassword)
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible()
  await page.goto('/servers')
  const stop = await menuItemOf(page, 'web-1', 'Stop')
  await unfold(page)
  await expect(stop).toHaveAccessibleDescription('Requires the member role in this project.')
  await page.goto(`/servers/${serverId}`)
  await page.getByRole('button', { name: 'More for web-1' }).click()
  await expect(page.getByRole('menuitem', { name: 'Delete', exact: true })).toBeDisabled()
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Settings', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Edit name' })).toBeDisabled()
  await expect(page.getByRole('region', { name: 'Delete' })).toContainText('Requires the member role in this project.')
})

test('whose role is taken away while a page is open is told that, and neither an outage nor a sign-out', async ({
  page,
  cloud,
  project,
}) => {
  const serverId = await project.hasServer('web-1')
  await project.hasPerson('leaver', 'member')
  await page.goto('/')
  await fillSignIn(page, 'leaver', cloud.adminPassword)
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible()
  await page.goto(`/p/${project.name}/servers`)
  await expect(page.getByRole('rowheader', { name: 'web-1' })).toBeVisible()
  const { api } = project
  const { users } = await api.call<{ users: { id: string }[] }>('GET', '/identity/v3/users?name=leaver')
  const { roles } = await api.call<{ roles: { id: string }[] }>('GET', '/identity/v3/roles?name=member')
  const elsewhere = await api.call<{ project: { id: string } }>('POST', '/identity/v3/projects', {
    project: { name: `elsewhere-of-${project.name}` },
  })
  const grantIn = (projectId: string) =>
    `/identity/v3/projects/${projectId}/users/${users[0]!.id}/roles/${roles[0]!.id}`
  await api.call('PUT', grantIn(elsewhere.project.id))
  await api.call('DELETE', grantIn(api.projectId))
  await api.call('POST', `/compute/v2.1/servers/${serverId}/action`, { 'os-stop': null })
  await expect(page.getByText('You may not see this any more').first()).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText('The cloud cannot be reached')).toHaveCount(0)
  await expect(page.getByText('You are signed out')).toHaveCount(0)
  await expect(page.getByText('Shut off')).toHaveCount(0)
  await page.goto(`/p/elsewhere-of-${project.name}/servers`)
  await expect(page.getByRole('heading', { name: 'Servers', level: 1 })).toBeVisible()
  await expect(page.getByText('You may not see this any more')).toHaveCount(0)
})

test('a manager sees who works in their project, and its migrations without hosts; a member is led to neither', async ({
  page,
  browser,
  cloud,
  project,
}) => {
  const id = await project.hasServer('web-1')
  const { flavors } = await project.api.call<{ flavors: { id: string; name: string }[] }>(
    'GET',
    '/compute/v2.1/flavors',
  )
  const flavorRef = flavors.find(({ name }) => name === 'm1.micro')!.id
  await project.api.call('POST', `/compute/v2.1/servers/${id}/action`, { resize: { flavorRef } })
  await project.hasPerson('manages', 'manager')
  await project.hasPerson('builds', 'member')
  await page.goto(`${cloud.url}/p/${project.name}`)
  await fillSignIn(page, 'manages', cloud.adminPassword)
  await page.getByRole('link', { name: 'Migrations' }).click()
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'web-1' }) })
  await expect(row).toContainText('Resize')
  await expect(page.getByRole('columnheader', { name: /host|Project/ })).toHaveCount(0)
  await page.getByRole('link', { name: 'Access' }).click()
  await expect(page.getByRole('row').filter({ hasText: 'builds' })).toContainText('member')
  await expect(page.getByRole('button', { name: 'Add member' })).toHaveAccessibleDescription(/^Requires the admin role/)

  const member = await (await browser.newContext()).newPage()
  await member.goto(`${cloud.url}/p/${project.name}/access`)
  await fillSignIn(member, 'builds', cloud.adminPassword)
  await expect(member.getByText('Only managers of this project and administrators see')).toBeVisible()
  await expect(member.getByRole('link', { name: 'Migrations' })).toHaveCount(0)
  await member.context().close()
})
