import { expect } from '@playwright/test'
import { aProject } from '../support/a-project.ts'
import { imageAndFlavor } from '../support/api.ts'
import { test } from '../support/administered-cloud.ts'
import { looksRight } from '../support/looks-right.ts'
import { chooseAction, isSignedIn, rowOf } from '../support/person.ts'

test('I find the image of a project by the project’s name, publish it, deactivate it, and delete it knowing who uses it', async ({
  page,
  cloud,
  project,
}) => {
  const other = await aProject(cloud)
  const name = `golden-${other.name}`
  const body = { name, disk_format: 'qcow2', container_format: 'bare', visibility: 'shared' }
  const { id } = await other.api.call<{ id: string }>('POST', '/image/v2/images', body)
  const reader = await project.api.call<{ projects: { id: string }[] }>(
    'GET',
    `/identity/v3/projects?name=${project.name}`,
  )
  await other.api.call('POST', `/image/v2/images/${id}/members`, { member: reader.projects[0]!.id })
  await isSignedIn(page, cloud, project)
  await page.goto(`/admin/images?q=project:${other.name}`)
  await expect(rowOf(page, name)).toContainText(other.name)
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(2)

  await chooseAction(page, name, 'Change visibility')
  const form = page.getByRole('dialog', { name: `Visibility of ${name}` })
  await form.getByRole('radio', { name: 'Public' }).check()
  await form.getByRole('button', { name: 'Change visibility' }).click()
  await expect(rowOf(page, name)).toContainText('Public')
  await chooseAction(page, name, 'Change visibility')
  await form.getByRole('radio', { name: 'Shared' }).check()
  await form.getByRole('button', { name: 'Change visibility' }).click()

  await rowOf(page, name).getByRole('link', { name }).click()
  await expect(page).toHaveURL(new RegExp(`/admin/images/${id}$`))
  const sections = page.getByRole('navigation', { name: 'Image sections' })
  await sections.getByRole('link', { name: 'Members' }).click()
  await expect(rowOf(page, project.name)).toContainText('Has not answered')
  await sections.getByRole('link', { name: 'Overview' }).click()
  const facts = page.getByRole('complementary', { name: 'Facts' })
  await expect(facts.getByRole('link', { name: other.name })).toBeVisible()

  await page.getByRole('button', { name: `More for ${name}` }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const sure = page.getByRole('dialog', { name: `Delete image ${name}?` })
  await expect(sure).toContainText('1 project that it is shared with loses it.')
  await expect(sure.getByRole('button', { name: 'Delete image' })).toBeDisabled()
  await sure.getByRole('textbox', { name: `Type ${name} to confirm` }).fill(name)
  await sure.getByRole('button', { name: 'Delete image' }).click()
  await expect(page.getByRole('heading', { name: 'Images', level: 1 })).toBeVisible()
  await expect(rowOf(page, name)).toHaveCount(0)
})

test('from the page of anybody’s server I come to its image, its group, its key pair and its host', async ({
  page,
  cloud,
  project,
}) => {
  const key = `key-${project.name}`
  const ed25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGgTRu3iPbOEJ/lJrLUpLPJRSXRNzvWkv0FR/NIwHXqN me'
  await project.api.call('POST', '/compute/v2.1/os-keypairs', { keypair: { name: key, public_key: ed25519 } })
  const policy = { name: 'apart', policy: 'anti-affinity' }
  const { server_group: group } = await project.api.call<{ server_group: { id: string } }>(
    'POST',
    '/compute/v2.1/os-server-groups',
    { server_group: policy },
  )
  const server = { name: 'web-1', ...(await imageAndFlavor(project.api)), networks: 'none', key_name: key }
  const made = await project.api.call<{ server: { id: string } }>('POST', '/compute/v2.1/servers', {
    server,
    'os:scheduler_hints': { group: group.id },
  })
  const at = `/admin/servers/${made.server.id}`
  await project.api.until<{ server: { status: string } }>(
    `/compute/v2.1/servers/${made.server.id}`,
    ({ server: { status } }) => status === 'ACTIVE',
  )
  await isSignedIn(page, cloud, project)
  await page.goto(at)
  const facts = page.getByRole('complementary', { name: 'Facts' })
  await expect(facts.getByRole('link', { name: project.name, exact: true })).toBeVisible()
  await facts.getByRole('link', { name: 'kilonova-guest-1' }).click()
  await expect(page.getByRole('heading', { name: 'kilonova-guest-1', level: 1 })).toBeVisible()
  await page.goto(at)
  await facts.getByRole('link', { name: key }).click()
  await expect(page.getByRole('heading', { name: key, level: 1 })).toBeVisible()
  await expect(rowOf(page, 'web-1')).toContainText('fake-')
  await page.goto(`${at}/settings`)
  await page.getByRole('link', { name: 'apart' }).click()
  await expect(page.getByRole('heading', { name: 'apart', level: 1 })).toBeVisible()
  await rowOf(page, 'web-1')
    .getByRole('link', { name: /^fake-/ })
    .click()
  await expect(page).toHaveURL(/\/admin\/hosts\/fake-/)

  await page.goto(`/admin/server-groups?q=project:${project.name}`)
  await expect(rowOf(page, 'apart')).toContainText('web-1')
  await page.goto(`/admin/key-pairs?q=name:${key}%20user:admin`)
  await expect(rowOf(page, key)).toContainText('admin')
  await rowOf(page, key).getByRole('link', { name: key }).click()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete key pair' }).click()
  await expect(page).toHaveURL(/\/admin\/users\/[^/]+\/key-pairs$/)
  await expect(rowOf(page, key)).toHaveCount(0)
})

test('images, server groups and key pairs of all projects look right, light and dark, on each screen', async ({
  page,
  cloud,
  project,
}) => {
  await isSignedIn(page, cloud, project)
  await looksRight(page, ['/admin/images', '/admin/server-groups', '/admin/key-pairs'])
})
