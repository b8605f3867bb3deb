import { expect, type Page } from '@playwright/test'
import type { AProject } from '../support/a-project.ts'
import { test } from '../support/fake-cloud.ts'
import {
  choose,
  chooseAction,
  chooseOne,
  fillSignIn,
  goToSection,
  isSignedIn,
  menuItemOf,
  rowOf,
  unfold,
} from '../support/person.ts'

test.beforeEach(async ({ page, cloud, project }) => {
  await isSignedIn(page, cloud, project)
})

const openList = async (page: Page) => {
  await page.goto('/servers')
  await expect(page.getByRole('heading', { name: 'Servers', level: 1 })).toBeVisible()
}

test('an empty list offers the first server, and the form takes all that one wants of it', async ({
  page,
  project,
}) => {
  const network = await project.api.call<{ network: { id: string } }>('POST', '/network/v2.0/networks', {
    network: { name: 'backstage' },
  })
  await project.api.call('POST', '/network/v2.0/subnets', {
    subnet: { network_id: network.network.id, ip_version: 4, cidr: '192.168.77.0/24' },
  })
  await openList(page)
  await expect(page.getByText('No servers yet')).toBeVisible()
  await page.getByRole('main').getByRole('link', { name: 'Create server' }).last().click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('web-1')
  await chooseOne(page, 'Image', 'kilonova-guest-1')
  await chooseOne(page, 'Flavor', 'm1.micro')

  await page.getByRole('button', { name: 'Create key pair' }).click()
  const form = page.getByRole('dialog', { name: 'Create key pair' })
  await form.getByRole('textbox', { name: 'Name' }).fill('laptop')
  await form.getByRole('button', { name: 'Create key pair' }).click()
  const secret = page.getByRole('dialog', { name: 'Private key of laptop' })
  await expect(secret.getByLabel('Private key', { exact: true })).toContainText('PRIVATE KEY')
  const download = page.waitForEvent('download')
  await secret.getByRole('button', { name: 'Download laptop.pem' }).click()
  expect((await download).suggestedFilename()).toBe('laptop.pem')
  await secret.getByRole('button', { name: 'I have saved it' }).click()
  await expect(page.getByRole('combobox', { name: 'Key pair' })).toHaveValue('laptop')

  await page.getByRole('radiogroup', { name: 'Network' }).getByText('Choose').click()
  await choose(page, 'Network 1', /backstage/)
  await page.getByRole('button', { name: 'First boot' }).click()
  await page.getByRole('textbox', { name: 'User data' }).fill('#!/bin/sh\necho grüezi')
  await page.getByRole('button', { name: 'Create server', exact: true }).click()

  await expect(page.getByRole('heading', { name: 'web-1' })).toBeVisible()
  await expect(page.getByText('Active', { exact: true })).toBeVisible()
  for (const fact of ['m1.micro', '1 vCPU, 256 MB, 1 GB disk', 'kilonova-guest-1', 'laptop', 'backstage'])
    await expect(page.getByRole('main')).toContainText(fact)
  await expect(page.getByText(/192\.168\.77\.\d+/).first()).toBeVisible()
  const { servers } = await project.api.call<{ servers: Record<string, string>[] }>(
    'GET',
    '/compute/v2.1/servers/detail',
  )
  expect(Buffer.from(servers[0]!['OS-EXT-SRV-ATTR:user_data']!, 'base64').toString()).toContain('echo grüezi')
  await page.goto('/key-pairs')
  await expect(rowOf(page, 'laptop')).toBeVisible()
  await expect(page.getByText('PRIVATE KEY')).toHaveCount(0)
})

test('a quota that is too small says which one, before anything is asked of the cloud', async ({ page, project }) => {
  await project.hasQuota({ ram: 200, cores: 20 })
  await page.goto('/servers/new')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('web-1')
  await chooseOne(page, 'Flavor', 'm1.micro')
  await expect(page.getByRole('alert')).toContainText('Not enough memory: 256 MB required, 200 MB of 200 MB available.')
  const create = page.getByRole('button', { name: 'Create server', exact: true })
  await expect(create).toBeDisabled()
  await expect(create).toHaveAccessibleDescription(/Not enough memory/)
  await chooseOne(page, 'Flavor', 'm1.nano')
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect(create).toBeEnabled()
})

test('a quota that became too small meanwhile is a refusal in the form, with the request id', async ({
  page,
  project,
}) => {
  await page.goto('/servers/new')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('web-1')
  await chooseOne(page, 'Image', 'kilonova-guest-1')
  await chooseOne(page, 'Flavor', 'm1.nano')
  await project.hasQuota({ cores: 0 })
  await page.getByRole('button', { name: 'Create server', exact: true }).click()
  const refusal = page.getByRole('alert')
  await expect(refusal).toContainText('The server was not created')
  await expect(refusal).toContainText(/quota exceeded for cores/i)
  await expect(refusal).toContainText(/req-[0-9a-f-]{36}/)
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('web-1')
})

test('a server that fits on no host says so, with the reasons and the request id', async ({ page, project }) => {
  await project.hasQuota({ cores: -1, ram: -1 })
  await project.api.call('POST', '/compute/v2.1/flavors', {
    flavor: { name: 'giant', vcpus: 10_000, ram: 512, disk: 1 },
  })
  await page.goto('/servers/new')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('goliath')
  await chooseOne(page, 'Image', 'kilonova-guest-1')
  await chooseOne(page, 'Flavor', 'giant')
  await page.getByRole('button', { name: 'Create server', exact: true }).click()
  await expect(page.locator('.status-word').first()).toHaveText('Error')
  const fault = page.getByRole('alert').filter({ hasText: 'Create failed' })
  await expect(fault).toContainText('No valid host was found. 1 host: needs 10000 vCPUs, gives at most 32')
  await expect(fault).toContainText(/req-[0-9a-f-]{36}/)
  await expect(fault.getByRole('link', { name: 'Copy and try again' })).toBeVisible()
  await fault.getByRole('link', { name: 'View the failed step' }).click()
  const failed = page.getByRole('article', { name: 'Create, failed' })
  await expect(failed.getByRole('row', { name: /^Choosing a host\s*, failed/ })).toBeVisible()
  await expect(failed).toContainText('No valid host was found. 1 host: needs 10000 vCPUs')
  await expect(failed.getByRole('button', { name: 'Copy request ID' })).toBeVisible()
  await goToSection(page, 'Servers')
  await expect(rowOf(page, 'goliath')).toContainText('Error')
})

test('what is not possible now stays in the menu, with its reason', async ({ page, project }) => {
  await project.hasServer('web-1')
  await openList(page)
  const start = await menuItemOf(page, 'web-1', 'Start')
  await expect(start).toHaveCount(0)
  await unfold(page)
  await expect(start).toBeDisabled()
  await expect(start).toHaveAccessibleDescription('Possible only when its status is Shut off.')
  await expect(page.getByRole('menuitem', { name: 'Stop', exact: true })).toBeEnabled()
})

test('a server stops, starts and goes from its row, and the row follows by itself', async ({ page, project }) => {
  await project.hasServer('web-1')
  await openList(page)
  await chooseAction(page, 'web-1', 'Stop')
  await expect(rowOf(page, 'web-1')).toContainText('Shut off')
  await chooseAction(page, 'web-1', 'Start')
  await expect(rowOf(page, 'web-1')).toContainText('Active')
  await chooseAction(page, 'web-1', 'Delete')
  const question = page.getByRole('dialog', { name: 'Delete server web-1?' })
  await expect(question).toContainText('web-1 and its disk are deleted')
  await question.getByRole('button', { name: 'Cancel' }).click()
  await expect(rowOf(page, 'web-1')).toBeVisible()
  await chooseAction(page, 'web-1', 'Delete')
  await question.getByRole('button', { name: 'Delete server' }).click()
  await expect(page.getByText('No servers yet')).toBeVisible()
})

test('what one tab or the API changes, another tab shows without a reload', async ({ page, project }) => {
  const serverId = await project.hasServer('web-1')
  await openList(page)
  const other = await page.context().newPage()
  await other.goto(`/servers/${serverId}`)
  await other.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(rowOf(page, 'web-1')).toContainText('Shut off')
  await expect(other.getByText('Shut off', { exact: true })).toBeVisible()
  await project.hasServer('from-the-api')
  await expect(rowOf(page, 'from-the-api')).toContainText('Active')
  await project.api.call('DELETE', `/compute/v2.1/servers/${serverId}`)
  await expect(rowOf(page, 'web-1')).toHaveCount(0)
  await expect(other.getByRole('heading', { name: 'Not found' })).toBeVisible()
})

test('several servers are asked at once; what cannot be is named and left out', async ({ page, project }) => {
  await project.hasServer('web', 3)
  await openList(page)
  await chooseAction(page, 'web-1', 'Stop')
  await expect(rowOf(page, 'web-1')).toContainText('Shut off')
  await page.getByRole('checkbox', { name: 'Select all servers of this page' }).check()
  const bar = page.getByRole('region', { name: 'Selected servers' })
  await expect(bar).toContainText('3 selected')
  await bar.getByRole('button', { name: 'Stop', exact: true }).click()
  const question = page.getByRole('dialog', { name: 'Stop 2 servers' })
  await expect(question.getByRole('list', { name: 'Left out' }).getByRole('listitem')).toContainText(
    /web-1\s*Possible only when its status is Active or Error/,
  )
  await question.getByRole('button', { name: 'Stop 2 servers' }).click()
  await expect(page.getByRole('list', { name: 'Tasks' })).toContainText('Stop 2 servers')
  await page
    .getByRole('dialog', { name: /^Tasks/ })
    .getByRole('button', { name: 'Close' })
    .click()
  for (const name of ['web-2', 'web-3']) await expect(rowOf(page, name)).toContainText('Shut off')
  await expect(bar.getByRole('button', { name: 'Stop', exact: true })).toBeDisabled()

  await project.api.call('POST', `/compute/v2.1/servers/${await idOf(project, 'web-2')}/action`, {
    lock: { locked_reason: 'mine' },
  })
  await bar.getByRole('button', { name: 'Delete', exact: true }).click()
  const last = page.getByRole('dialog', { name: 'Delete 3 servers' })
  await expect(last).toContainText(/web-\d and 2 others will be deleted\. Their disks are lost/)
  await expect(last.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await last.getByRole('button', { name: 'Delete 3 servers' }).click()
  await expect(page.getByText('No servers yet')).toBeVisible()
})

test('everything that the create form takes reaches the server', async ({ page, project }) => {
  await openList(page)
  await page.getByRole('main').getByRole('link', { name: 'Create server' }).first().click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('web-1')
  await chooseOne(page, 'Image', 'kilonova-guest-1')
  await chooseOne(page, 'Flavor', 'm1.nano')
  await page.getByRole('radiogroup', { name: 'Network' }).getByText('None').click()
  await page.getByRole('button', { name: 'First boot' }).click()
  await page.getByRole('textbox', { name: 'Hostname' }).fill('front')
  await page.getByRole('checkbox', { name: 'Config drive' }).check()
  await page.getByRole('button', { name: 'Placement' }).click()
  await choose(page, 'Zone', 'nova')
  await page.getByRole('button', { name: 'Create server group' }).click()
  const group = page.getByRole('dialog', { name: 'Create server group' })
  await group.getByRole('textbox', { name: 'Name' }).fill('apart')
  await group.getByRole('button', { name: 'Create server group' }).click()
  await expect(page.getByRole('combobox', { name: 'Server group' })).toHaveValue('apart (anti-affinity)')
  await page.getByRole('button', { name: 'Labels' }).click()
  await page.getByRole('textbox', { name: 'Description' }).fill('the front')
  await page.getByRole('combobox', { name: 'Tags' }).pressSequentially('blue,')
  await page.getByRole('button', { name: 'Add to metadata' }).click()
  await page.getByRole('textbox', { name: 'Key 1' }).fill('team')
  await page.getByRole('textbox', { name: 'Value 1' }).fill('a')
  await expect(page.getByRole('region', { name: 'Equivalent command' })).toContainText(
    "--description 'the front' --tag blue --property team=a",
  )
  await page.getByRole('button', { name: 'Create server', exact: true }).click()
  await expect(page.getByText('Active', { exact: true })).toBeVisible()
  const { servers } = await project.api.call<{ servers: Record<string, unknown>[] }>(
    'GET',
    '/compute/v2.1/servers/detail',
  )
  expect(servers[0]).toMatchObject({
    description: 'the front',
    tags: ['blue'],
    metadata: { team: 'a' },
    config_drive: 'True',
    'OS-EXT-SRV-ATTR:hostname': 'front',
  })
  await goToSection(page, 'Server groups')
  await expect(rowOf(page, 'apart')).toContainText('web-1')
})

async function idOf(project: AProject, name: string): Promise<string> {
  const { servers } = await project.api.call<{ servers: { id: string; name: string }[] }>(
    'GET',
    '/compute/v2.1/servers',
  )
  return servers.find((server) => server.name === name)!.id
}

test('what a copy button copies can be pasted, also where the cloud is reached over plain http', async ({
  page,
  cloud,
  project,
}) => {
  const id = await project.hasServer('web-1')
  const plain = cloud.url.replace('127.0.0.1', 'kilonova.test')
  await page.goto(plain)
  await fillSignIn(page, 'admin', cloud.adminPassword)
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible()
  await page.goto(`${plain}/servers/${id}`)
  expect(await page.evaluate(() => globalThis.isSecureContext)).toBe(false)
  await page.getByRole('button', { name: 'Copy ID', exact: true }).click()
  await page.goto(`${plain}/servers`)
  await page.getByRole('combobox', { name: 'Search servers' }).focus()
  await page.keyboard.press('Control+V')
  await expect(page.getByRole('combobox', { name: 'Search servers' })).toHaveValue(id)
  await expect(rowOf(page, 'web-1')).toBeVisible()
})

test('over plain http a secret is copied out of its dialog, too, and where the browser refuses that is said', async ({
  page,
  cloud,
  project,
}) => {
  await project.hasServer('web-1')
  const plain = cloud.url.replace('127.0.0.1', 'kilonova.test')
  await page.goto(plain)
  await fillSignIn(page, 'admin', cloud.adminPassword)
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible()
  await page.goto(`${plain}/p/${project.name}/servers`)
  await (await menuItemOf(page, 'web-1', 'Rescue…')).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Rescue' }).click()
  const shown = page.getByRole('dialog', { name: 'Password of web-1' })
  const secret = await shown.getByLabel('Password', { exact: true }).textContent()
  const copy = shown.getByRole('button', { name: 'Copy password' })
  await copy.click()
  await expect(copy).toContainText('Copied')
  await page.evaluate(() => {
    document.execCommand = () => false
  })
  await expect(copy).not.toContainText('Copied')
  await copy.click()
  await expect(copy).toContainText('The browser does not allow copying')
  await shown.getByRole('button', { name: 'I have saved it' }).click()
  await page.getByRole('combobox', { name: 'Search servers' }).focus()
  await page.keyboard.press('Control+V')
  await expect(page.getByRole('combobox', { name: 'Search servers' })).toHaveValue(secret!)
})
