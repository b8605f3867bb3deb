import { readFile } from 'node:fs/promises'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { test } from '../support/administered-cloud.ts'
import { isSignedIn, rowOf } from '../support/person.ts'

const activity = async (page: Page, q: string) => {
  await page.goto(`/admin/activity?q=${encodeURIComponent(q)}`)
  await expect(page.getByRole('heading', { name: 'Activity', level: 1 })).toBeVisible()
}

test('an administrator finds out who changed what, follows it, and takes the list along as CSV', async ({
  page,
  cloud,
  project,
}) => {
  const name = `=${project.name}`
  const { user } = await project.api.call<{ user: { id: string } }>('POST', '/identity/v3/users', { user: { name } })
  await project.hasServer('audited-1')
  await isSignedIn(page, cloud, project)
  await activity(page, `target:audited-1 project:${project.name}`)
  await expect(page.getByRole('row', { name: /Create server/ })).toContainText('Done')
  await expect(page.getByRole('row', { name: /Create server/ })).toContainText(project.name)
  await page.getByRole('link', { name: 'audited-1' }).click()
  await expect(page.getByRole('heading', { name: 'audited-1', level: 1 })).toBeVisible()

  await activity(page, `target:${user.id}`)
  const made = page.getByRole('row', { name: /Create user/ })
  await expect(made).toContainText(name)
  // What happens meanwhile comes by itself.
  await project.api.call('PATCH', `/identity/v3/users/${user.id}`, { user: { description: 'New' } })
  await expect(page.getByRole('row', { name: /Change user/ })).toBeVisible({ timeout: 15_000 })
  await page.getByRole('button', { name: 'Export' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'CSV, everything' }).click()
  const file = await (await download).path()
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\r\n')
  expect(lines).toHaveLength(3)
  expect(lines[1]).toContain(`user-update,identity,user,'${name},${user.id}`)
})

test('an administrator sees failed sign-ins apart from all else, in both themes', async ({ page, cloud, project }) => {
  await isSignedIn(page, cloud, project)
  const { name } = project
  const signIn = { user: { name: 'admin', domain: { id: 'default' }, password: `not-${name}` } }
  await fetch(`${cloud.url}/identity/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth: { identity: { methods: ['password'], password: signIn } } }),
  })
  await activity(page, '')
  await page.getByRole('navigation', { name: 'Quick filters' }).getByRole('link', { name: 'Sign-ins' }).click()
  await expect(page.getByRole('row', { name: /Failed/ }).first()).toContainText('Sign in')
  await expect(page.getByRole('row', { name: /Create server/ })).toHaveCount(0)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  }
  await expect(rowOf(page, `not-${name}`)).toHaveCount(0)
})
