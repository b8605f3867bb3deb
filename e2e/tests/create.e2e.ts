import { expect, type Page } from '@playwright/test'
import { test } from '../support/fake-cloud.ts'
import { chooseOne, fillSignIn, goToSection, isSignedIn } from '../support/person.ts'
import type { AProject } from '../support/a-project.ts'

interface Listed {
  id: string
  name: string
  addresses: Record<string, { addr: string }[]>
  [field: string]: unknown
}

const serversOf = async (project: AProject) =>
  (await project.api.call<{ servers: Listed[] }>('GET', '/compute/v2.1/servers/detail')).servers

const nameField = (page: Page) => page.getByRole('textbox', { name: 'Name', exact: true })

async function openForm(page: Page, link = '') {
  await page.goto(`/servers/new${link}`)
  await expect(page.getByRole('heading', { name: 'Create server', level: 1 })).toBeVisible()
}

async function hasNetwork(project: AProject, name: string, cidr: string): Promise<string> {
  const { network } = await project.api.call<{ network: { id: string } }>('POST', '/network/v2.0/networks', {
    network: { name },
  })
  await project.api.call('POST', '/network/v2.0/subnets', { subnet: { network_id: network.id, ip_version: 4, cidr } })
  return network.id
}

test.describe('the form of new servers', () => {
  test.beforeEach(({ page, cloud, project }) => isSignedIn(page, cloud, project))

  test('a link makes a copy of a server, with all that can be read of it', async ({ page, project }) => {
    const networkId = await hasNetwork(project, 'front', '192.168.70.0/24')
    const id = await project.hasServer('web-1')
    const { server } = await project.api.call<{ server: { image: { id: string } } }>(
      'GET',
      `/compute/v2.1/servers/${id}`,
    )
    const { flavors } = await project.api.call<{ flavors: { id: string; name: string }[] }>(
      'GET',
      '/compute/v2.1/flavors',
    )
    const original = {
      name: 'db',
      imageRef: server.image.id,
      flavorRef: flavors.find(({ name }) => name === 'm1.micro')!.id,
      networks: [{ uuid: networkId }],
      tags: ['blue'],
      metadata: { team: 'a' },
      description: 'the store',
      user_data: Buffer.from('#!/bin/sh\necho hello').toString('base64'),
    }
    const made = await project.api.call<{ server: { id: string } }>('POST', '/compute/v2.1/servers', {
      server: original,
    })
    await project.api.until<{ servers: unknown[] }>(
      '/compute/v2.1/servers?status=ACTIVE&name=db',
      ({ servers }) => servers.length === 1,
    )
    await openForm(page, `?clone=${made.server.id}`)
    await expect(page.getByText('A copy of db')).toBeVisible()
    await expect(nameField(page)).toHaveValue('db-copy')
    await expect(page.getByRole('radio', { name: 'm1.micro', exact: true })).toBeChecked()
    await expect(page.getByRole('textbox', { name: 'User data' })).toHaveValue(/echo hello/)
    await page.getByRole('button', { name: 'Create server', exact: true }).click()
    await expect(page.getByRole('heading', { name: 'db-copy' })).toBeVisible()
    const copy = (await serversOf(project)).find(({ name }) => name === 'db-copy')
    expect(copy).toMatchObject({ description: 'the store', tags: ['blue'], metadata: { team: 'a' } })
    await expect(page.getByText(/192\.168\.70\.\d+/).first()).toBeVisible()
  })

  test('a server gets the address that was asked for', async ({ page, project }) => {
    const networkId = await hasNetwork(project, 'back', '192.168.71.0/24')
    await openForm(page, `?network=${networkId}&flavor=m1.nano&image=kilonova-guest-1`)
    await nameField(page).fill('web-1')
    await expect(page.getByRole('combobox', { name: 'Network 1' })).toHaveValue(/back/)
    await page.getByRole('textbox', { name: 'Fixed address 1' }).fill('192.168.71.300')
    await page.getByRole('button', { name: 'Create server', exact: true }).click()
    await expect(page.getByText('192.168.71.300 is not an IP address')).toBeVisible()
    await page.getByRole('textbox', { name: 'Fixed address 1' }).fill('192.168.71.77')
    await page.getByRole('button', { name: 'Create server', exact: true }).click()
    await expect(page.getByRole('heading', { name: 'web-1' })).toBeVisible()
    await expect(page.getByText('192.168.71.77').first()).toBeVisible()
  })

  test('cloud-config that the guest would not understand is told with its line', async ({ page }) => {
    await openForm(page)
    await page.getByRole('button', { name: 'First boot' }).click()
    const field = page.getByRole('textbox', { name: 'User data' })
    await field.fill('#cloud-config\npackages:\n  - nginx\nruncmd: ls')
    await expect(page.getByText('Line 4: runcmd must be a list.')).toBeVisible()
    await expect(page.getByText(/^\d+ B of 64 KB used/)).toBeVisible()
    await page.getByLabel('User data file').setInputFiles({
      name: 'first.yaml',
      mimeType: 'text/yaml',
      buffer: Buffer.from('#cloud-config\npackages: [nginx]\n'),
    })
    await expect(field).toHaveValue(/\[nginx\]/)
    await expect(page.getByText(/^Line /)).toHaveCount(0)
  })

  test('three servers are numbered as their pattern says', async ({ page, project }) => {
    await openForm(page)
    await nameField(page).fill('web-{nn}')
    await page.getByRole('textbox', { name: 'Number of servers' }).fill('3')
    await expect(page.getByText('Names: web-01, web-02, web-03')).toBeVisible()
    await chooseOne(page, 'Flavor', 'm1.nano')
    await page.getByRole('radiogroup', { name: 'Network' }).getByText('None').click()
    await page.getByRole('button', { name: 'Create 3 servers' }).click()
    await expect(page.getByRole('heading', { name: 'Servers', level: 1 })).toBeVisible()
    expect((await serversOf(project)).map(({ name }) => name).toSorted()).toEqual(['web-01', 'web-02', 'web-03'])
  })

  test('who leaves a filled form is asked first, and may stay', async ({ page }) => {
    await openForm(page)
    await goToSection(page, 'Servers')
    await openForm(page)
    await nameField(page).fill('web-1')
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Servers', exact: true }).click()
    const question = page.getByRole('dialog', { name: 'Leave without creating?' })
    await question.getByRole('button', { name: 'Cancel' }).click()
    await expect(nameField(page)).toHaveValue('web-1')
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Servers', exact: true }).click()
    await question.getByRole('button', { name: 'Leave' }).click()
    await expect(page.getByRole('heading', { name: 'Servers', level: 1 })).toBeVisible()
  })

  test('the form is also a block for Terraform and a command of curl', async ({ page }) => {
    await openForm(page)
    await nameField(page).fill('web-1')
    const code = page.getByRole('region', { name: 'Equivalent command' })
    await code.getByText('Terraform', { exact: true }).click()
    await expect(code).toContainText('resource "openstack_compute_instance_v2" "web-1"')
    await code.getByText('curl', { exact: true }).click()
    await expect(code).toContainText('"name": "web-1"')
    await expect(code).toContainText('/compute/v2.1/servers')
  })

  test('a flavor that no host has room for now says so, and can be chosen', async ({ page, project }) => {
    await project.hasQuota({ cores: -1, ram: -1 })
    const name = `wide-${Date.now()}`
    await project.api.call('POST', '/compute/v2.1/flavors', { flavor: { name, vcpus: 9000, ram: 512, disk: 1 } })
    await openForm(page)
    await page.getByRole('searchbox', { name: 'Search flavors' }).fill(name)
    await expect(page.getByRole('row', { name })).toContainText('No room now')
    await chooseOne(page, 'Flavor', name)
    await expect(page.getByText(/No host has room for it now\. 1 host.*needs 9000 vCPUs/)).toBeVisible()
  })

  const template = (page: Page) => page.getByRole('combobox', { name: 'Template' })
  const dialogOf = (page: Page, name: string) => page.getByRole('dialog', { name })

  async function savesTemplate(page: Page, name: string, button = 'Save template') {
    await page.getByRole('button', { name: 'Save as template…' }).click()
    const dialog = dialogOf(page, 'Save as template')
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
    await dialog.getByRole('button', { name: button }).click()
    await expect(dialog).toHaveCount(0)
  }

  async function beginsWith(page: Page, name: string) {
    await template(page).click()
    await page.getByRole('option', { name }).click()
  }

  test('what is filled in is saved as a template, without the password, and begins the form of another tab', async ({
    page,
    context,
    project,
  }) => {
    await openForm(page)
    const other = await context.newPage()
    await openForm(other)
    await expect(template(other)).toBeDisabled()
    await nameField(page).fill('web-{nn}')
    await page.getByRole('textbox', { name: 'Number of servers' }).fill('2')
    await chooseOne(page, 'Flavor', 'm1.nano')
    await page.getByRole('radiogroup', { name: 'Network' }).getByText('None').click()
    await page.getByRole('textbox', { name: 'Administrator password' }).fill('hunter-2-hunter')
    await page.getByRole('button', { name: 'First boot' }).click()
    await page.getByRole('textbox', { name: 'User data' }).fill('#!/bin/sh\necho hello')
    await page.getByRole('button', { name: 'Save as template…' }).click()
    const dialog = dialogOf(page, 'Save as template')
    await expect(dialog).toContainText('The administrator password is not saved.')
    await expect(dialog).toContainText('Your user data is saved with it.')
    await dialog.getByRole('textbox', { name: 'Name' }).fill('web pair')
    await dialog.getByRole('button', { name: 'Save template' }).click()
    await expect(template(page)).toHaveValue('web pair')
    await expect(nameField(page)).toHaveValue('web-{nn}')
    await expect(page).toHaveURL(/\?template=[0-9a-f-]{36}$/)

    const { server_templates: kept } = await project.api.call<{ server_templates: { id: string }[] }>(
      'GET',
      '/compute/v2.1/kilonova/server-templates',
    )
    const whole = await project.api.call('GET', `/compute/v2.1/kilonova/server-templates/${kept[0]!.id}`)
    expect(JSON.stringify(whole)).toContain('web-{nn}')
    expect(JSON.stringify(whole)).not.toContain('hunter')

    await beginsWith(other, 'web pair')
    await expect(nameField(other)).toHaveValue('web-{nn}')
    await expect(other.getByRole('radio', { name: 'm1.nano', exact: true })).toBeChecked()
    await expect(other.getByRole('textbox', { name: 'User data' })).toHaveValue(/echo hello/)
    await expect(other.getByRole('textbox', { name: 'Administrator password' })).toHaveValue('')
    await other.getByRole('button', { name: 'Create 2 servers' }).click()
    await expect(other.getByRole('heading', { name: 'Servers', level: 1 })).toBeVisible()
    expect((await serversOf(project)).map(({ name }) => name).toSorted()).toEqual(['web-01', 'web-02'])
  })

  test('a template is overwritten, renamed and deleted', async ({ page }) => {
    await openForm(page)
    await nameField(page).fill('one')
    await savesTemplate(page, 'base')
    await nameField(page).fill('two')
    await savesTemplate(page, 'base', 'Overwrite template')
    await page.reload()
    await expect(nameField(page)).toHaveValue('two')
    await page.getByRole('button', { name: 'Actions for base' }).click()
    await page.getByRole('menuitem', { name: 'Rename…' }).click()
    await dialogOf(page, 'Rename template').getByRole('textbox', { name: 'Name' }).fill('ground')
    await dialogOf(page, 'Rename template').getByRole('button', { name: 'Rename' }).click()
    await expect(template(page)).toHaveValue('ground')
    await page.getByRole('button', { name: 'Actions for ground' }).click()
    await page.getByRole('menuitem', { name: 'Delete template' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete template' }).click()
    await expect(template(page)).toBeDisabled()
    await expect(page).toHaveURL(/\/servers\/new$/)
    await expect(nameField(page)).toHaveValue('two')
  })

  test('who has filled something in is asked before a template replaces it', async ({ page, project }) => {
    await project.api.call('POST', '/compute/v2.1/kilonova/server-templates', {
      server_template: { name: 'base', request: { server: { name: 'from-base' } } },
    })
    await openForm(page)
    await nameField(page).fill('mine')
    await beginsWith(page, 'base')
    await dialogOf(page, 'Start over?').getByRole('button', { name: 'Cancel' }).click()
    await expect(nameField(page)).toHaveValue('mine')
    await beginsWith(page, 'base')
    await dialogOf(page, 'Start over?').getByRole('button', { name: 'Start over' }).click()
    await expect(nameField(page)).toHaveValue('from-base')
  })

  test('a template whose things are gone opens with those fields empty, and says so', async ({ page, project }) => {
    const gone = '0d5c0bb5-3c3e-4d2a-9d0c-1a2b3c4d5e6f'
    const { server_template: kept } = await project.api.call<{ server_template: { id: string } }>(
      'POST',
      '/compute/v2.1/kilonova/server-templates',
      {
        server_template: {
          name: 'old',
          request: {
            server: { name: 'web', imageRef: gone, flavorRef: 'gone', key_name: 'lost', networks: [{ uuid: gone }] },
          },
        },
      },
    )
    await openForm(page, `?template=${kept.id}`)
    const note = page.getByRole('region', { name: 'The template old' })
    for (const words of ['image', 'flavor', 'network', 'key pair lost']) await expect(note).toContainText(words)
    await expect(nameField(page)).toHaveValue('web')
    await expect(page.getByRole('radio', { checked: true, name: /m1|kilonova/ })).toHaveCount(0)
    await page.getByRole('button', { name: 'Create server', exact: true }).click()
    for (const problem of ['Choose an image', 'Choose a flavor', 'Choose a network or a port in every line'])
      await expect(page.getByText(problem).first()).toBeVisible()
    await openForm(page, `?template=${gone}`)
    await expect(page.getByText('The template could not be read')).toBeVisible()
  })

  test('a create that is refused leaves the form as it was filled in', async ({ page, project }) => {
    await openForm(page)
    await nameField(page).fill('web-{n}')
    await page.getByRole('textbox', { name: 'Number of servers' }).fill('2')
    await chooseOne(page, 'Flavor', 'm1.nano')
    await page.getByRole('button', { name: 'First boot' }).click()
    await page.getByRole('textbox', { name: 'User data' }).fill('#!/bin/sh')
    await project.hasQuota({ cores: 0 })
    await page.getByRole('button', { name: 'Create 2 servers' }).click()
    await expect(page.getByRole('alert').first()).toContainText(/quota/i)
    await expect(nameField(page)).toHaveValue('web-{n}')
    await expect(page.getByRole('textbox', { name: 'User data' })).toHaveValue('#!/bin/sh')
    await expect(page.getByRole('radio', { name: 'm1.nano', exact: true })).toBeChecked()
  })
})

test('a reader is told what creating takes, instead of being offered the form', async ({ page, cloud, project }) => {
  await project.hasPerson('only-looks', 'reader')
  await page.goto('/')
  await fillSignIn(page, 'only-looks', cloud.adminPassword)
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  await openForm(page)
  await expect(page.getByText('Requires the member role in this project.')).toBeVisible()
  await expect(nameField(page)).toHaveCount(0)
})

test('a member begins with a template of others, and is told why they cannot change it', async ({
  page,
  cloud,
  project,
}) => {
  await project.api.call('POST', '/compute/v2.1/kilonova/server-templates', {
    server_template: { name: 'base', request: { server: { name: 'from-base' } } },
  })
  await project.hasPerson('begins', 'member')
  await page.goto('/')
  await fillSignIn(page, 'begins', cloud.adminPassword)
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  await openForm(page)
  await page.getByRole('combobox', { name: 'Template' }).click()
  await page.getByRole('option', { name: 'base' }).click()
  await expect(nameField(page)).toHaveValue('from-base')
  await page.getByRole('button', { name: 'Actions for base' }).click()
  await expect(page.getByRole('menuitem', { name: 'Delete template' })).toHaveAccessibleDescription(/admin made it/)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Save as template…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save as template' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill('base')
  await expect(dialog).toContainText('admin made it')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('mine')
  await dialog.getByRole('button', { name: 'Save template' }).click()
  await expect(page.getByRole('combobox', { name: 'Template' })).toHaveValue('mine')
})
