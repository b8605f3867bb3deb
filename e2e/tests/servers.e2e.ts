import { expect, test } from '@playwright/test'
import { type AProject, aProject } from '../support/a-project.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { choose, chooseAction, goToSection, menuItemOf, rowOf, signInAsPerson } from '../support/person.ts'

let cloud: CloudProcess
let project: AProject
test.beforeAll(async () => {
  cloud = await startCloud({ KILONOVA_DRIVER: 'fake' })
})
test.beforeEach(async ({ page }) => {
  project = await aProject(cloud)
  await signInAsPerson(page, cloud, 'admin', project.name)
})
test.afterAll(async () => {
  await cloud.dispose()
})

test('an empty list offers the first server, and the form takes all that one wants of it', async ({ page }) => {
  const network = await project.api.call<{ network: { id: string } }>('POST', '/network/v2.0/networks', {
    network: { name: 'backstage' },
  })
  await project.api.call('POST', '/network/v2.0/subnets', {
    subnet: { network_id: network.network.id, ip_version: 4, cidr: '192.168.77.0/24' },
  })
  await goToSection(page, 'Servers')
  await expect(page.getByText('No servers yet')).toBeVisible()
  await page.getByRole('main').getByRole('link', { name: 'Create server' }).last().click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('web-1')
  await choose(page, 'Image', 'kilonova-guest-1')
  await choose(page, 'Flavor', /m1\.micro/)

  await page.getByRole('button', { name: 'New key pair' }).click()
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
  await page.getByRole('combobox', { name: 'Networks' }).press('ArrowDown')
  await page.getByRole('option', { name: 'backstage' }).click()
  await page.getByRole('button', { name: 'First start' }).click()
  await page.getByRole('textbox', { name: 'User data' }).fill('#!/bin/sh\necho grüezi')
  await page.getByRole('button', { name: 'Create server' }).click()

  await expect(page.getByRole('heading', { name: 'web-1' })).toBeVisible()
  await expect(page.getByText('ACTIVE', { exact: true })).toBeVisible()
  for (const fact of ['m1.micro (1 vCPU', 'kilonova-guest-1', 'laptop', 'backstage'])
    await expect(page.getByRole('main')).toContainText(fact)
  await expect(page.getByText(/192\.168\.77\.\d+/).first()).toBeVisible()
  const { servers } = await project.api.call<{ servers: Record<string, string>[] }>(
    'GET',
    '/compute/v2.1/servers/detail',
  )
  expect(Buffer.from(servers[0]!['OS-EXT-SRV-ATTR:user_data']!, 'base64').toString()).toContain('echo grüezi')
  await page.goto(`${cloud.url}/key-pairs`)
  await expect(rowOf(page, 'laptop')).toBeVisible()
  await expect(page.getByText('PRIVATE KEY')).toHaveCount(0)
})

test('a quota that is too small says which one, before anything is asked of the cloud', async ({ page }) => {
  await project.hasQuota({ ram: 200, cores: 20 })
  await page.goto(`${cloud.url}/servers/new`)
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('web-1')
  await choose(page, 'Flavor', /m1\.micro/)
  await expect(page.getByRole('alert')).toContainText(
    'Not enough memory: this takes 256 MB, and of the quota of 200 MB there is 200 MB left.',
  )
  const create = page.getByRole('button', { name: 'Create server' })
  await expect(create).toBeDisabled()
  await expect(create).toHaveAccessibleDescription(/Not enough memory/)
  await choose(page, 'Flavor', /m1\.nano/)
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect(create).toBeEnabled()
})

test('a quota that became too small meanwhile is a refusal in the form, with the request id', async ({ page }) => {
  await page.goto(`${cloud.url}/servers/new`)
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('web-1')
  await choose(page, 'Flavor', /m1\.nano/)
  await project.hasQuota({ cores: 0 })
  await page.getByRole('button', { name: 'Create server' }).click()
  const refusal = page.getByRole('alert')
  await expect(refusal).toContainText('The server was not created')
  await expect(refusal).toContainText(/quota exceeded for cores/i)
  await expect(refusal).toContainText(/req-[0-9a-f-]{36}/)
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('web-1')
})

test('a server that fits on no host says so, with the reasons and the request id', async ({ page }) => {
  await project.hasQuota({ cores: -1, ram: -1 })
  await project.api.call('POST', '/compute/v2.1/flavors', {
    flavor: { name: 'giant', vcpus: 10_000, ram: 512, disk: 1 },
  })
  await page.goto(`${cloud.url}/servers/new`)
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('goliath')
  await choose(page, 'Flavor', /giant/)
  await page.getByRole('button', { name: 'Create server' }).click()
  await expect(page.getByText('ERROR', { exact: true })).toBeVisible()
  const fault = page.getByRole('alert')
  await expect(fault).toContainText('No valid host was found. 1 host: needs 10000 vCPUs, gives at most 32')
  await expect(fault).toContainText(/req-[0-9a-f-]{36}/)
  await fault.getByRole('link', { name: 'See at which step' }).click()
  const failed = page.getByRole('article', { name: 'Create, failed' })
  await expect(failed.getByRole('listitem').filter({ hasText: ', failed' })).toContainText('No valid host was found')
  await expect(failed).toContainText(/req-[0-9a-f-]{36}/)
  await goToSection(page, 'Servers')
  await expect(rowOf(page, 'goliath')).toContainText('ERROR')
})

test('many servers come in pages, in the order one wants, and are found by name', async ({ page }) => {
  await project.hasQuota({ instances: -1, cores: -1, ram: -1 })
  await project.hasServer('node', 60)
  await goToSection(page, 'Servers')
  const rows = page.getByRole('table', { name: 'Servers' }).getByRole('rowheader')
  await expect(rows).toHaveCount(50)
  await page.getByRole('button', { name: 'Next page' }).click()
  await expect(rows).toHaveCount(10)
  await expect(page.getByRole('button', { name: 'Next page' })).toBeDisabled()
  await page.getByRole('button', { name: 'Previous page' }).click()
  await expect(rows).toHaveCount(50)

  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click()
  await expect(page.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending')
  await expect(rows.first()).toHaveText('node-1')
  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click()
  await expect(rows.first()).toHaveText('node-9')

  await page.getByRole('searchbox', { name: 'Search servers' }).fill('node-6')
  await expect(rows).toHaveText(['node-60', 'node-6'])
  await page.reload()
  await expect(rows).toHaveText(['node-60', 'node-6'])
  await page.getByRole('searchbox', { name: 'Search servers' }).fill('nobody')
  await expect(page.getByText('No server matches “nobody”')).toBeVisible()
  await page.getByRole('button', { name: 'Clear the search' }).click()
  await expect(rows).toHaveCount(50)
})

test('what is not possible now stays in the menu, with its reason', async ({ page }) => {
  await project.hasServer('web-1')
  await goToSection(page, 'Servers')
  const start = await menuItemOf(page, 'web-1', 'Start')
  await expect(start).toBeDisabled()
  await expect(start).toHaveAccessibleDescription(/web-1.*active/i)
  await expect(page.getByRole('menuitem', { name: 'Stop', exact: true })).toBeEnabled()
})

test('a server stops, starts and goes from its row, and the row follows by itself', async ({ page }) => {
  await project.hasServer('web-1')
  await goToSection(page, 'Servers')
  await chooseAction(page, 'web-1', 'Stop')
  await expect(rowOf(page, 'web-1')).toContainText('SHUTOFF')
  await chooseAction(page, 'web-1', 'Start')
  await expect(rowOf(page, 'web-1')).toContainText('ACTIVE')
  await chooseAction(page, 'web-1', 'Delete')
  const question = page.getByRole('dialog', { name: 'Delete server web-1?' })
  await expect(question).toContainText('web-1 and its disk are lost for good')
  await question.getByRole('button', { name: 'Cancel' }).click()
  await expect(rowOf(page, 'web-1')).toBeVisible()
  await chooseAction(page, 'web-1', 'Delete')
  await question.getByRole('button', { name: 'Delete server' }).click()
  await expect(page.getByText('No servers yet')).toBeVisible()
})

test('what one tab or the API changes, another tab shows without a reload', async ({ page }) => {
  const serverId = await project.hasServer('web-1')
  await goToSection(page, 'Servers')
  const other = await page.context().newPage()
  await other.goto(`${cloud.url}/servers/${serverId}`)
  await other.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(rowOf(page, 'web-1')).toContainText('SHUTOFF')
  await expect(other.getByText('SHUTOFF', { exact: true })).toBeVisible()
  await project.hasServer('from-the-api')
  await expect(rowOf(page, 'from-the-api')).toContainText('ACTIVE')
  await project.api.call('DELETE', `/compute/v2.1/servers/${serverId}`)
  await expect(rowOf(page, 'web-1')).toHaveCount(0)
  await expect(other.getByRole('heading', { name: 'Not found' })).toBeVisible()
})

test('several servers are asked at once; what cannot be is named and left out', async ({ page }) => {
  await project.hasServer('web', 3)
  await goToSection(page, 'Servers')
  await chooseAction(page, 'web-1', 'Stop')
  await expect(rowOf(page, 'web-1')).toContainText('SHUTOFF')
  await page.getByRole('checkbox', { name: 'Select all servers' }).check()
  const bar = page.getByRole('region', { name: 'Selected servers' })
  await expect(bar).toContainText('3 selected')
  await bar.getByRole('button', { name: 'Stop', exact: true }).click()
  const question = page.getByRole('dialog', { name: 'Stop: 2 servers' })
  await expect(question.getByRole('listitem').filter({ hasText: 'web-1' })).toContainText('Left out: Cannot')
  await question.getByRole('button', { name: 'Stop 2 servers' }).click()
  await expect(question.getByText('Under way')).toHaveCount(2)
  await question.getByRole('button', { name: 'Close' }).last().click()
  for (const name of ['web-2', 'web-3']) await expect(rowOf(page, name)).toContainText('SHUTOFF')
  await expect(bar.getByRole('button', { name: 'Stop', exact: true })).toBeDisabled()

  await project.api.call('POST', `/compute/v2.1/servers/${await idOf('web-2')}/action`, {
    lock: { locked_reason: 'mine' },
  })
  await bar.getByRole('button', { name: 'Delete', exact: true }).click()
  const last = page.getByRole('dialog', { name: 'Delete: 3 servers' })
  await expect(last).toContainText('are lost for good')
  await expect(last.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await last.getByRole('button', { name: 'Delete 3 servers' }).click()
  await expect(page.getByText('No servers yet')).toBeVisible()
})

test('servers are found by status, and the address remembers it', async ({ page }) => {
  await project.hasServer('web', 2)
  await goToSection(page, 'Servers')
  await chooseAction(page, 'web-1', 'Pause')
  await expect(rowOf(page, 'web-1')).toContainText('PAUSED')
  await choose(page, 'Status', 'PAUSED')
  await expect(page.getByRole('rowheader')).toHaveText(['web-1'])
  await page.reload()
  await expect(page.getByRole('rowheader')).toHaveText(['web-1'])
  await choose(page, 'Status', 'ERROR')
  await expect(page.getByText('No server is ERROR')).toBeVisible()
})

test('everything that the create form takes reaches the server', async ({ page }) => {
  await goToSection(page, 'Servers')
  await page.getByRole('main').getByRole('link', { name: 'Create server' }).first().click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('web-1')
  await choose(page, 'Flavor', /m1\.nano/)
  await page.getByRole('radiogroup', { name: 'Network' }).getByText('None').click()
  await page.getByRole('button', { name: 'First start' }).click()
  await page.getByRole('textbox', { name: 'Host name' }).fill('front')
  await page.getByRole('checkbox', { name: 'Config drive' }).check()
  await page.getByRole('button', { name: 'Placement' }).click()
  await choose(page, 'Zone', 'nova')
  await page.getByRole('button', { name: 'New group' }).click()
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
  await expect(page.getByRole('region', { name: 'As a command' })).toContainText(
    "--description 'the front' --tag blue --property team=a",
  )
  await page.getByRole('button', { name: 'Create server' }).click()
  await expect(page.getByText('ACTIVE', { exact: true })).toBeVisible()
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

test('a group keeps its servers apart, says who they are, and goes without them', async ({ page }) => {
  await goToSection(page, 'Server groups')
  await expect(page.getByText('No server groups yet')).toBeVisible()
  await page.getByRole('button', { name: 'Create server group' }).click()
  const form = page.getByRole('dialog', { name: 'Create server group' })
  await form.getByRole('button', { name: 'Create server group' }).click()
  await expect(form).toContainText('Give the group a name')
  await form.getByRole('textbox', { name: 'Name' }).fill('web')
  await form.getByRole('textbox', { name: 'How many on one host' }).fill('2')
  await form.getByRole('button', { name: 'Create server group' }).click()
  await expect(rowOf(page, 'web')).toContainText('anti-affinity, at most 2 on a host')
  await chooseAction(page, 'web', 'Delete')
  await page
    .getByRole('dialog', { name: 'Delete server group web?' })
    .getByRole('button', { name: 'Delete server group' })
    .click()
  await expect(page.getByText('No server groups yet')).toBeVisible()
})

async function idOf(name: string): Promise<string> {
  const { servers } = await project.api.call<{ servers: { id: string; name: string }[] }>(
    'GET',
    '/compute/v2.1/servers',
  )
  return servers.find((server) => server.name === name)!.id
}
