import { expect } from '@playwright/test'
import type { AProject } from '../support/a-project.ts'
import { imageAndFlavor } from '../support/api.ts'
import { test } from '../support/fake-cloud.ts'
import { chooseAction, fillSignIn, isSignedIn, rowOf } from '../support/person.ts'

test('a group is made with its rule, and is deleted from its row', async ({ page, cloud, project }) => {
  await isSignedIn(page, cloud, project)
  await page.goto(`/p/${project.name}/server-groups`)
  await expect(page.getByText('No server groups yet')).toBeVisible()
  await page.getByRole('button', { name: 'Create server group' }).click()
  const form = page.getByRole('dialog', { name: 'Create server group' })
  await form.getByRole('button', { name: 'Create server group' }).click()
  await expect(form).toContainText('Give the group a name')
  await form.getByRole('textbox', { name: 'Name' }).fill('web')
  await form.getByRole('textbox', { name: 'Maximum servers per host' }).fill('2')
  await form.getByRole('button', { name: 'Create server group' }).click()
  await expect(rowOf(page, 'web')).toContainText('Apart, at most 2 per host')
  await chooseAction(page, 'web', 'Delete')
  await page
    .getByRole('dialog', { name: 'Delete server group web?' })
    .getByRole('button', { name: 'Delete server group' })
    .click()
  await expect(page.getByText('No server groups yet')).toBeVisible()
})

test('the page of a group has its rule, its members and where they run, and fills it in for a new server', async ({
  page,
  cloud,
  project,
}) => {
  const id = await hasGroup(project, 'Größe 100% <b>/web</b>', { max_server_per_host: 2 })
  await hasMember(project, 'web-1', id)
  await project.hasServer('outsider')
  await isSignedIn(page, cloud, project)
  await page.goto(`/p/${project.name}/server-groups`)
  await rowOf(page, 'Größe 100% <b>/web</b>').getByRole('link', { name: 'Größe 100% <b>/web</b>' }).click()
  await expect(page).toHaveURL(`${cloud.url}/p/${project.name}/server-groups/${id}`)
  await expect(page.getByRole('heading', { name: 'Größe 100% <b>/web</b>', level: 1 })).toBeVisible()
  const facts = page.getByRole('complementary', { name: 'Facts' })
  await expect(facts).toContainText('Apart, at most 2 per host (anti-affinity)')
  await expect(facts).toContainText('No host runs more than 2 of them.')
  await expect(facts).toContainText('Created byadmin')
  const members = page.getByRole('table', { name: 'Members' })
  await expect(members.getByRole('columnheader', { name: 'Host' })).toBeVisible()
  const { server } = await project.api.call<{ server: Record<string, string> }>(
    'GET',
    `/compute/v2.1/servers/${await idOf(project, 'web-1')}`,
  )
  await expect(rowOf(page, 'web-1')).toContainText(`Active${server['OS-EXT-SRV-ATTR:host']}`)
  await expect(members).not.toContainText('outsider')

  await page.getByRole('button', { name: 'Create server', exact: true }).click()
  await expect(page.getByRole('combobox', { name: 'Server group' })).toHaveValue(
    'Größe 100% <b>/web</b> (anti-affinity)',
  )
  await page.goBack()
  // The page is open while somebody else makes another.
  await expect(rowOf(page, 'web-1')).toBeVisible()
  await hasMember(project, 'web-2', id)
  await expect(rowOf(page, 'web-2')).toContainText('Active')
  await rowOf(page, 'web-2').getByRole('link', { name: 'web-2' }).click()
  await expect(page.getByRole('heading', { name: 'web-2', level: 1 })).toBeVisible()
})

test('a member deletes a group without its servers and sees no hosts; a reader is told why not', async ({
  page,
  browser,
  cloud,
  project,
}) => {
  const id = await hasGroup(project, 'web')
  await hasMember(project, 'web-1', id)
  const [builder, looker] = [`builds-${project.name}`, `looks-${project.name}`]
  await project.hasPerson(builder, 'member')
  await project.hasPerson(looker, 'reader')
  const address = `${cloud.url}/p/${project.name}/server-groups/${id}`
  const reading = await (await browser.newContext()).newPage()
  await reading.goto(address)
  await fillSignIn(reading, looker, cloud.adminPassword)
  await reading.getByRole('button', { name: 'More for web' }).click()
  await expect(reading.getByRole('menuitem', { name: 'Delete' })).toHaveAccessibleDescription(
    'Requires the member role in this project.',
  )

  await page.goto(address)
  await fillSignIn(page, builder, cloud.adminPassword)
  const table = page.getByRole('table', { name: 'Members' })
  await expect(table).toContainText('web-1')
  await expect(table.getByRole('columnheader', { name: 'Host' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  const question = page.getByRole('dialog', { name: 'Delete server group web?' })
  await expect(question).toContainText('It stays on the host it is on.')
  await question.getByRole('button', { name: 'Delete server group' }).click()
  await expect(page.getByText('No server groups yet')).toBeVisible()
  await expect(page).toHaveURL(`${cloud.url}/p/${project.name}/server-groups`)
  expect(await idOf(project, 'web-1')).toBeDefined()

  await expect(reading.getByText(`This project has no server group with the ID “${id}”.`)).toBeVisible()
  await reading.context().close()
})

test('a group is found by its name, its id and the beginning of it, in the palette and by /go', async ({
  page,
  cloud,
  project,
}) => {
  const name = `apart ${project.name}`
  const id = await hasGroup(project, name)
  await isSignedIn(page, cloud, project)
  for (const what of [id, id.slice(0, 13), name.toUpperCase()]) {
    await page.goto(`/go/${encodeURIComponent(what)}`)
    await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
    await expect(page).toHaveURL(`${cloud.url}/p/${project.name}/server-groups/${id}`)
  }
  await expect(page.getByText('No servers in this group')).toBeVisible()
  await page.goto(`/p/${project.name}/images`)
  await page.getByRole('heading', { name: 'Images', level: 1 }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('textbox', { name: 'Go to, or do' }).fill(name)
  await page.getByRole('button', { name: new RegExp(`^${name} ?Server group`) }).click()
  await expect(page).toHaveURL(`${cloud.url}/p/${project.name}/server-groups/${id}`)
  await page.goto(`/p/${project.name}/server-groups/not-an-id%2F..`)
  await expect(page.getByText('This project has no server group with the ID “not-an-id/..”.')).toBeVisible()
})

async function hasGroup(project: AProject, name: string, rules?: object): Promise<string> {
  const body = { server_group: { name, policy: 'anti-affinity', ...(rules && { rules }) } }
  const made = await project.api.call<{ server_group: { id: string } }>('POST', '/compute/v2.1/os-server-groups', body)
  return made.server_group.id
}

/** Makes a server in the group and waits until it runs. */
async function hasMember({ api }: AProject, name: string, group: string): Promise<void> {
  const server = { name, networks: 'none', ...(await imageAndFlavor(api)) }
  const body = { server, 'os:scheduler_hints': { group } }
  const made = await api.call<{ server: { id: string } }>('POST', '/compute/v2.1/servers', body)
  await api.until<{ server: { status: string } }>(
    `/compute/v2.1/servers/${made.server.id}`,
    ({ server: { status } }) => status === 'ACTIVE',
  )
}

async function idOf({ api }: AProject, name: string): Promise<string | undefined> {
  const { servers } = await api.call<{ servers: { id: string }[] }>('GET', `/compute/v2.1/servers?name=${name}`)
  return servers[0]?.id
}
