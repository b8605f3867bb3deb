import { expect, type Page } from '@playwright/test'
import { type AProject, aProject } from '../support/a-project.ts'
import { test } from '../support/fake-cloud.ts'
import { chooseAction, chooseOnPage, fillSignIn, isSignedIn, menuItemOf, rowOf, unfold } from '../support/person.ts'

test('an image is renamed, protected, and deleted once the protection is gone', async ({ page, cloud, project }) => {
  const id = await hasImage(cloud.url, project, 'draft')
  await isSignedIn(page, cloud, project)
  await page.goto(`/p/${project.name}/images/${id}`)
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  const form = page.getByRole('dialog', { name: 'Edit image' })
  await form.getByRole('textbox', { name: 'Name' }).fill('golden')
  await form.getByRole('textbox', { name: 'Minimum memory (MB)' }).fill('512')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { name: 'golden', level: 1 })).toBeVisible()
  await expect(page.getByRole('complementary', { name: 'Facts' })).toContainText('512 MB')

  await chooseOnPage(page, 'golden', 'Protect')
  await expect(page.getByRole('complementary', { name: 'Facts' })).toContainText('ProtectedYes')
  await page.getByRole('button', { name: 'More for golden' }).click()
  await unfold(page)
  await expect(page.getByRole('menuitem', { name: 'Delete' })).toHaveAccessibleDescription(
    'It is protected. Remove the protection first.',
  )
  await page.getByRole('menuitem', { name: 'Remove protection' }).click()
  await chooseOnPage(page, 'golden', 'Delete')
  const sure = page.getByRole('dialog', { name: 'Delete image golden?' })
  await expect(sure).toContainText('Servers created from it keep running.')
  await sure.getByRole('button', { name: 'Delete image' }).click()
  await expect(page.getByRole('heading', { name: 'Images', level: 1 })).toBeVisible()
  await expect(rowOf(page, 'golden')).toHaveCount(0)
  await page.goto(`/p/${project.name}/images/${id}`)
  await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible()
})

test('a member offers an image to the community, cannot publish it, and does not delete what is others’', async ({
  page,
  cloud,
  project,
}) => {
  await hasImage(cloud.url, project, 'ours')
  const person = `ann-${project.name}`
  await project.hasPerson(person, 'member')
  await page.goto(`/p/${project.name}/images`)
  await fillSignIn(page, person, cloud.adminPassword)
  await chooseAction(page, 'ours', 'Change visibility')
  const form = page.getByRole('dialog', { name: 'Visibility of ours' })
  await expect(form.getByRole('radio', { name: 'Public' })).toBeDisabled()
  await expect(form).toContainText('Requires the admin role.')
  await form.getByRole('radio', { name: 'Community' }).check()
  await expect(form.getByRole('status')).toContainText('can create servers from it')
  await form.getByRole('button', { name: 'Change visibility' }).click()
  await expect(rowOf(page, 'ours')).toContainText('Community')

  await page.getByRole('link', { name: 'Public', exact: true }).click()
  await expect(rowOf(page, 'ours')).toHaveCount(0)
  await menuItemOf(page, 'kilonova-guest-1', 'Delete')
  await unfold(page)
  await expect(page.getByRole('menuitem', { name: 'Delete' })).toHaveAccessibleDescription(
    'It belongs to another project.',
  )
})

test('a project accepts the image that another one offers, and makes a server from it', async ({
  page,
  cloud,
  project,
}) => {
  const theirs = await aProject(cloud)
  const id = await hasImage(cloud.url, theirs, 'gift')
  await isSignedIn(page, cloud, project)
  await page.goto(`/p/${theirs.name}/images/${id}/members`)
  await page.getByRole('button', { name: 'Add member' }).click()
  const form = page.getByRole('dialog', { name: 'Add member' })
  await form.getByRole('combobox', { name: 'Project' }).fill('nobody-is-called-so')
  await form.getByRole('button', { name: 'Add member' }).click()
  await expect(form.getByText('You see no project called nobody-is-called-so.')).toBeVisible()
  await form.getByRole('combobox', { name: 'Project' }).fill(project.name)
  await form.getByRole('button', { name: 'Add member' }).click()
  await expect(form).toBeHidden()
  const members = page.getByRole('table', { name: 'Members' })
  await expect(members.getByRole('row').filter({ hasText: project.name })).toContainText('Has not answered')

  await page.goto(`/p/${project.name}/images`)
  const offers = page.getByRole('region', { name: '1 image is offered to you' })
  await offers.getByRole('button', { name: 'Accept gift' }).click()
  await expect(offers).toHaveCount(0)
  await page.getByRole('link', { name: 'Shared with me' }).click()
  await rowOf(page, 'gift').getByRole('link', { name: 'gift' }).click()
  await page.getByRole('button', { name: 'Create server', exact: true }).click()
  await expect(page).toHaveURL(new RegExp(`/p/${project.name}/servers/new\\?image=${id}`))
  await project.api.call('POST', '/compute/v2.1/servers', {
    server: { name: 'from-gift', imageRef: id, flavorRef: await nanoOf(project), networks: 'none' },
  })
  await page.goto(`/p/${project.name}/images/${id}/servers`)
  await expect(rowOf(page, 'from-gift')).toContainText('Active')
})

test('a property with a value that would do nothing is refused beside it', async ({ page, cloud, project }) => {
  const id = await hasImage(cloud.url, project, 'firm')
  await isSignedIn(page, cloud, project)
  await page.goto(`/p/${project.name}/images/${id}`)
  const properties = page.getByRole('region', { name: 'Properties' })
  await properties.getByRole('button', { name: 'Edit properties' }).click()
  await properties.getByRole('button', { name: 'Add to properties' }).click()
  await fillLine(page, 1, 'hw_firmware_type', 'efi')
  await expect(properties.getByText('How the machine starts.')).toBeVisible()
  await expect(properties.getByRole('combobox', { name: 'Value 1' })).toHaveAccessibleDescription(
    'hw_firmware_type is one of bios, uefi.',
  )
  await properties.getByRole('button', { name: 'Save' }).click()
  await expect(properties.getByRole('alert')).toContainText('hw_firmware_type is one of bios, uefi.')
  await fillLine(page, 1, 'hw_firmware_type', 'uefi')
  await properties.getByRole('button', { name: 'Add to properties' }).click()
  await fillLine(page, 2, 'team', 'payments')
  await properties.getByRole('button', { name: 'Save' }).click()
  await expect(properties.getByRole('button', { name: 'Edit properties' })).toBeVisible()
  await expect(properties).toContainText('uefi')
  const image = await project.api.call('GET', `/image/v2/images/${id}`)
  expect(image).toMatchObject({ hw_firmware_type: 'uefi', team: 'payments' })
})

test('the servers that were made from an image are on its page, and no others', async ({ page, cloud, project }) => {
  const id = await hasImage(cloud.url, project, 'source')
  await project.hasServer('from-elsewhere')
  await isSignedIn(page, cloud, project)
  await page.goto(`/p/${project.name}/images/${id}/servers`)
  await expect(page.getByText('No servers were made from this image')).toBeVisible()
  await project.api.call('POST', '/compute/v2.1/servers', {
    server: { name: 'from-source', imageRef: id, flavorRef: await nanoOf(project), networks: 'none' },
  })
  await expect(rowOf(page, 'from-source')).toBeVisible()
  await expect(rowOf(page, 'from-elsewhere')).toHaveCount(0)
})

test('several images are deleted at once, and what is protected stays', async ({ page, cloud, project }) => {
  await hasImage(cloud.url, project, 'old-1')
  const shared = await hasImage(cloud.url, project, 'old-2')
  const path = `/identity/v3/projects?name=${(await aProject(cloud)).name}`
  const { projects } = await project.api.call<{ projects: { id: string }[] }>('GET', path)
  await project.api.call('POST', `/image/v2/images/${shared}/members`, { member: projects[0]!.id })
  await hasImage(cloud.url, project, 'old-3', { protected: true })
  await isSignedIn(page, cloud, project)
  await page.goto(`/p/${project.name}/images?q=old`)
  for (const name of ['old-1', 'old-2', 'old-3']) await page.getByRole('checkbox', { name: `Select ${name}` }).check()
  await page.getByRole('region', { name: 'Selected images' }).getByRole('button', { name: 'Delete' }).click()
  const sure = page.getByRole('dialog', { name: 'Delete 2 images?' })
  await expect(sure).toContainText('It is protected.')
  // Another project shares one of them.
  await sure.getByRole('textbox', { name: 'Type 2 to confirm' }).fill('2')
  await sure.getByRole('button', { name: 'Delete 2 images' }).click()
  await expect(rowOf(page, 'old-1')).toHaveCount(0)
  await expect(rowOf(page, 'old-2')).toHaveCount(0)
  await expect(rowOf(page, 'old-3')).toBeVisible()
})

/** Makes an image with a little data; answers with its id. */
async function hasImage(url: string, project: AProject, name: string, more: object = {}): Promise<string> {
  const { id } = await project.api.call<{ id: string }>('POST', '/image/v2/images', {
    name,
    disk_format: 'raw',
    container_format: 'bare',
    visibility: 'shared',
    ...more,
  })
  const sent = await fetch(`${url}/image/v2/images/${id}/file`, {
    method: 'PUT',
    headers: { ...project.api.headers, 'content-type': 'application/octet-stream' },
    body: new Uint8Array(65_536),
  })
  expect(sent.status).toBe(204)
  return id
}

async function nanoOf({ api }: AProject): Promise<string> {
  const { flavors } = await api.call<{ flavors: { id: string; name: string }[] }>('GET', '/compute/v2.1/flavors')
  return flavors.find(({ name }) => name === 'm1.nano')!.id
}

async function fillLine(page: Page, number: number, key: string, value: string) {
  await page.getByRole('combobox', { name: `Key ${number}` }).fill(key)
  await page.getByRole('combobox', { name: `Value ${number}` }).fill(value)
}
