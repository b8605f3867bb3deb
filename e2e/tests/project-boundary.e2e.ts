import { expect } from '@playwright/test'
import { aProject } from '../support/a-project.ts'
import { signIn } from '../support/api.ts'
import { test } from '../support/fake-cloud.ts'
import { fillSignIn, goToSection, rowOf } from '../support/person.ts'

test('a member sees her own project only', async ({ page, cloud }) => {
  const theirs = await aProject(cloud)
  await theirs.hasServer('theirs')
  await page.goto('/servers')
  await fillSignIn(page, 'demo', cloud.adminPassword)
  await expect(page.getByText('No servers yet')).toBeVisible()
  await page.getByRole('button', { name: 'Project demo' }).click()
  await expect(page.getByRole('menuitem')).toHaveText(['demo'])
})

test('the address of another project’s server says that nothing is there, whichever part of it is asked for', async ({
  page,
  cloud,
}) => {
  const theirs = await aProject(cloud)
  const serverId = await theirs.hasServer('theirs')
  await page.goto(`/servers/${serverId}`)
  await fillSignIn(page, 'demo', cloud.adminPassword)
  const nothing = page.getByRole('heading', { name: 'Not found' })
  await expect(nothing).toBeVisible()
  for (const part of ['/console', '/log', '/activity']) {
    await page.goto(`/servers/${serverId}${part}`)
    await expect(nothing).toBeVisible()
    await expect(page.getByText(serverId)).toBeVisible()
    await expect(page.getByText('theirs')).toHaveCount(0)
  }
})

test('a member at the address of administration is told whom it is for, and led back', async ({ page, cloud }) => {
  await page.goto('/admin')
  await fillSignIn(page, 'demo', cloud.adminPassword)
  await expect(page.getByRole('heading', { name: 'For administrators' })).toBeVisible()
  await expect(page.getByText('Ask an administrator of this cloud for it.')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Not found' })).toHaveCount(0)
  await page.getByRole('link', { name: 'Your projects' }).click()
  await expect(page).toHaveURL(/\/projects$/)
})

test('an image of another project is not among mine', async ({ page, cloud }) => {
  const admin = await signIn(cloud, 'admin', 'admin')
  await admin.call('POST', '/image/v2/images', { name: 'their-disk', disk_format: 'raw', container_format: 'bare' })
  await page.goto('/images')
  await fillSignIn(page, 'demo', cloud.adminPassword)
  await expect(rowOf(page, 'kilonova-guest-1')).toBeVisible()
  await expect(page.getByText('their-disk')).toHaveCount(0)
})

test('another person’s key pairs are not mine, even in the same project', async ({ page, cloud }) => {
  const admin = await signIn(cloud)
  await admin.call('POST', '/compute/v2.1/os-keypairs', {
    keypair: { name: 'admins', type: 'ssh', public_key: `ssh-ed25519 ${ed25519} admins` },
  })
  await page.goto('/')
  await fillSignIn(page, 'demo', cloud.adminPassword)
  await goToSection(page, 'Key pairs')
  await expect(page.getByText('No key pairs yet')).toBeVisible()
})

const ed25519 = 'AAAAC3NzaC1lZDI1NTE5AAAAIE1pc3RyYWxNaXN0cmFsTWlzdHJhbE1pc3RyYWwxMjM0'
