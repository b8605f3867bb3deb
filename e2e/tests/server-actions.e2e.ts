import { expect, type Page } from '@playwright/test'
import { test } from '../support/fake-cloud.ts'
import {
  choose,
  chooseAction,
  chooseOne,
  chooseOnPage,
  goToSection,
  isSignedIn,
  menuItemOf,
  unfold,
} from '../support/person.ts'

let serverId: string
test.beforeEach(async ({ page, cloud, project }) => {
  serverId = await project.hasServer('web-1')
  await isSignedIn(page, cloud, project)
  await page.goto(`/servers/${serverId}`)
})

/** Chooses an action in the menu of the server's page. */
const act = (page: Page, action: string) => chooseOnPage(page, 'web-1', action)

const status = (page: Page, name: string) => expect(page.getByText(name, { exact: true }).first()).toBeVisible()

test('what undoes an action takes its place in the menu, and a banner offers it', async ({ page }) => {
  await act(page, 'Pause')
  await status(page, 'Paused')
  await page.getByRole('button', { name: 'More for web-1' }).click()
  await unfold(page)
  await expect(page.getByRole('menuitem', { name: 'Pause', exact: true })).toHaveCount(0)
  await expect(page.getByRole('menuitem', { name: 'Unpause', exact: true })).toBeEnabled()
  await page.keyboard.press('Escape')
  await page.getByRole('region', { name: 'Paused' }).getByRole('button', { name: 'Unpause' }).click()
  await status(page, 'Active')
  await act(page, 'Suspend')
  await status(page, 'Suspended')
  await page.getByRole('region', { name: 'Suspended' }).getByRole('button', { name: 'Resume' }).click()
  await status(page, 'Active')
})

test('a resize says what changes, waits to be confirmed, and can be taken back', async ({ page }) => {
  await act(page, 'Resize…')
  const form = page.getByRole('dialog', { name: 'Resize web-1' })
  const current = form.getByRole('radio', { name: 'm1.nano', exact: true })
  await expect(current).toBeDisabled()
  await expect(current).toHaveAccessibleDescription('Current')
  await form.getByRole('searchbox', { name: 'Search flavors' }).fill('micro')
  await expect(form.getByRole('radio')).toHaveCount(1)
  await chooseOne(page, 'Flavor', 'm1.micro')
  await expect(form.getByRole('table', { name: 'Changes' })).toContainText('m1.nano')
  await form.getByRole('button', { name: 'Resize', exact: true }).click()
  const banner = page.getByRole('region', { name: 'Confirm or revert the resize' })
  await expect(banner).toContainText('now runs as m1.micro')
  await banner.getByRole('button', { name: 'Revert resize' }).click()
  const question = page.getByRole('dialog', { name: 'Revert the resize of web-1?' })
  await expect(question).toContainText('Everything written since the resize is lost')
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await question.getByRole('button', { name: 'Revert resize' }).click()
  await expect(page.getByRole('region', { name: 'Server', exact: true })).toContainText('m1.nano')
  await expect(banner).toHaveCount(0)

  await act(page, 'Resize…')
  await chooseOne(page, 'Flavor', 'm1.micro')
  await form.getByRole('button', { name: 'Resize', exact: true }).click()
  await banner.getByRole('button', { name: 'Confirm resize' }).click()
  await status(page, 'Active')
  await expect(banner).toHaveCount(0)
  await page.getByRole('navigation', { name: 'Server sections' }).getByRole('link', { name: 'Activity' }).click()
  await expect(page.getByRole('article').first()).toHaveAccessibleName(/^Confirm resize, done/)
})

test('a resize that the quota does not allow says so before it is asked for', async ({ page, project }) => {
  await project.hasQuota({ ram: 200 })
  await page.reload()
  await act(page, 'Resize…')
  await chooseOne(page, 'Flavor', 'm1.micro')
  const form = page.getByRole('dialog', { name: 'Resize web-1' })
  await expect(form.getByRole('alert')).toContainText('Not enough memory')
  await expect(form.getByRole('button', { name: 'Resize', exact: true })).toHaveAccessibleDescription(/Not enough/)
})

test('a rescued server shows its password once, and comes back', async ({ page }) => {
  await act(page, 'Rescue…')
  await page.getByRole('dialog', { name: 'Rescue web-1' }).getByRole('button', { name: 'Rescue' }).click()
  const secret = page.getByRole('dialog', { name: 'Password of web-1' })
  await expect(secret.getByLabel('Password', { exact: true })).toHaveText(/\S{8,}/)
  await page.keyboard.press('Escape')
  await expect(secret).toBeVisible()
  await secret.getByRole('button', { name: 'I have saved it' }).click()
  await expect(secret).toBeHidden()
  await page.getByRole('region', { name: 'Rescue mode' }).getByRole('button', { name: 'Unrescue' }).click()
  await status(page, 'Active')
})

test('a rebuild says what is lost, and sends only what was changed', async ({ page }) => {
  await act(page, 'Rebuild…')
  const form = page.getByRole('dialog', { name: 'Rebuild web-1?' })
  await expect(form).toContainText('Everything on the disk of web-1 is lost')
  await expect(form.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await form.getByRole('textbox', { name: 'Name' }).fill('web-2')
  await choose(page, 'User data', 'Replace')
  await form.getByRole('textbox', { name: 'New user data' }).fill('#!/bin/sh')
  const sent = page.waitForRequest((request) => request.url().endsWith('/actions'))
  await form.getByRole('button', { name: 'Rebuild', exact: true }).click()
  expect((await sent).postDataJSON()).toEqual({
    action: 'rebuild',
    imageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    name: 'web-2',
    userData: '#!/bin/sh',
    preserveEphemeral: false,
  })
  await page
    .getByRole('dialog', { name: /^Password of/ })
    .getByRole('button', { name: 'I have saved it' })
    .click()
  await expect(page.getByRole('heading', { name: 'web-2', level: 1 })).toBeVisible()
  await status(page, 'Active')
})

test('a snapshot and a backup become images', async ({ page, project }) => {
  await act(page, 'Snapshot…')
  const snapshot = page.getByRole('dialog', { name: 'Create a snapshot of web-1' })
  await expect(snapshot.getByRole('textbox', { name: 'Image name' })).toHaveValue('web-1-snapshot')
  await snapshot.getByRole('button', { name: 'Add to properties' }).click()
  await expect(snapshot.getByRole('textbox', { name: 'Key 1' })).toBeFocused()
  await snapshot.getByRole('textbox', { name: 'Key 1' }).fill('purpose')
  await snapshot.getByRole('textbox', { name: 'Value 1' }).fill('test')
  await snapshot.getByRole('button', { name: 'Create snapshot' }).click()
  await expect(snapshot).toBeHidden()
  await project.api.until<{ images: Record<string, string>[] }>('/image/v2/images', ({ images }) =>
    images.some(({ name, status: is, purpose }) => name === 'web-1-snapshot' && is === 'active' && purpose === 'test'),
  )
  await act(page, 'Backup…')
  const backup = page.getByRole('dialog', { name: 'Back up web-1' })
  await backup.getByText('Weekly').click()
  await backup.getByRole('textbox', { name: 'Backups to keep' }).fill('2')
  await expect(backup).toContainText('The oldest backups of this type are deleted when there are more than 2.')
  await backup.getByRole('button', { name: 'Back up' }).click()
  await expect(backup).toBeHidden()
  await project.api.until<{ images: Record<string, string>[] }>('/image/v2/images', ({ images }) =>
    images.some(({ name, status: is }) => name === 'web-1-backup' && is === 'active'),
  )
  await goToSection(page, 'Images')
  await expect(page.getByRole('table', { name: 'Images' })).toContainText('web-1-snapshot')
})

test('a shelved server leaves its host and comes back to the zone one wants', async ({ page }) => {
  await act(page, 'Shelve')
  await status(page, 'Shelved, offloaded')
  await page.getByRole('region', { name: 'Shelved' }).getByRole('button', { name: 'Unshelve' }).click()
  const form = page.getByRole('dialog', { name: 'Unshelve web-1' })
  await choose(page, 'Zone', 'nova')
  await form.getByRole('button', { name: 'Unshelve' }).click()
  await status(page, 'Active')
})

test('a locked server says why, to whoever meets it', async ({ page }) => {
  await act(page, 'Lock…')
  const form = page.getByRole('dialog', { name: 'Lock web-1' })
  await form.getByRole('textbox', { name: 'Reason' }).fill('under audit')
  await form.getByRole('button', { name: 'Lock', exact: true }).click()
  const banner = page.getByRole('region', { name: 'Locked' })
  await expect(banner).toContainText('under audit')
  await banner.getByRole('button', { name: 'Unlock' }).click()
  await expect(banner).toHaveCount(0)
})

test('an administrator may reset a state and send an NMI, both asked about before', async ({ page }) => {
  await act(page, 'Crash dump')
  const dump = page.getByRole('dialog', { name: 'Trigger a crash dump of web-1?' })
  await expect(dump).toContainText('unsaved data is lost')
  await dump.getByRole('button', { name: 'Crash dump' }).click()
  await expect(dump).toBeHidden()
  await act(page, 'Reset state…')
  const reset = page.getByRole('dialog', { name: 'Reset the state of web-1?' })
  await expect(reset).toContainText('Only the recorded state changes, not the guest')
  await expect(reset.getByRole('button', { name: 'Set to error' })).toBeDisabled()
  await reset.getByRole('textbox', { name: 'Type web-1 to confirm' }).fill('web-1')
  await reset.getByRole('button', { name: 'Set to error' }).click()
  await status(page, 'Error')
})

test('two passwords that differ are refused in the form; a guest without its agent, by the cloud', async ({ page }) => {
  await act(page, 'Change password…')
  const form = page.getByRole('dialog', { name: 'Change the password of web-1' })
  await form.getByLabel('New password').fill('one')
  await form.getByLabel('Confirm password').fill('two')
  await form.getByRole('button', { name: 'Change password' }).click()
  await expect(form).toContainText('The passwords do not match')
  await form.getByLabel('Confirm password').fill('one')
  await form.getByRole('button', { name: 'Change password' }).click()
  await expect(form.getByRole('alert')).toContainText('QEMU guest agent is not enabled')
})

test('what the cloud refuses stays in the form that asked, with the request id', async ({ page, project }) => {
  await act(page, 'Snapshot…')
  const form = page.getByRole('dialog', { name: 'Create a snapshot of web-1' })
  await project.api.call('POST', `/compute/v2.1/servers/${serverId}/action`, { rescue: null })
  await project.api.until<{ server: { status: string } }>(
    `/compute/v2.1/servers/${serverId}`,
    ({ server }) => server.status === 'RESCUE',
  )
  await form.getByRole('button', { name: 'Create snapshot' }).click()
  await expect(form.getByRole('alert')).toContainText(/Cannot 'createImage'.*rescued/)
  await expect(form.getByRole('alert')).toContainText(/req-[0-9a-f-]{36}/)
  await form.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('button', { name: 'More for web-1' })).toBeFocused()
})

test('name, hostname, description, tags and metadata are edited in the settings, and shown on the overview', async ({
  page,
  project,
}) => {
  const labels = page.getByRole('region', { name: 'Labels' })
  await expect(labels.getByRole('button')).toHaveCount(0)
  await labels.getByRole('link', { name: 'Edit' }).click()
  await page.getByRole('button', { name: 'Edit name' }).click()
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Edit name' })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Name' }).fill('front')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'front', level: 1 })).toBeVisible()

  const hostname = page.getByRole('region', { name: 'Hostname' })
  await hostname.getByRole('button', { name: 'Edit hostname' }).click()
  await hostname.getByRole('textbox', { name: 'Hostname' }).fill('not a name')
  await hostname.getByRole('button', { name: 'Save' }).click()
  await expect(hostname.getByRole('alert')).toContainText('letters, digits, dots and hyphens only')
  await hostname.getByRole('textbox', { name: 'Hostname' }).fill('front.example.org')
  await hostname.getByRole('button', { name: 'Save' }).click()
  await expect(hostname.getByRole('button', { name: 'Edit hostname' })).toBeFocused()
  await expect(hostname).toContainText('front.example.org')

  const description = page.getByRole('region', { name: 'Description' })
  await description.getByRole('button', { name: 'Edit description' }).click()
  await description.getByRole('textbox', { name: 'Description' }).fill('Where people come in')
  await description.getByRole('button', { name: 'Save' }).click()
  await expect(description.getByRole('button', { name: 'Edit description' })).toBeFocused()
  await expect(description).toContainText('Where people come in')

  await labels.getByRole('button', { name: 'Edit tags' }).click()
  await labels.getByRole('combobox', { name: 'Tags' }).pressSequentially('blue,green')
  await page.keyboard.press('Enter')
  await labels.getByRole('button', { name: 'Save' }).click()
  await expect(labels.getByRole('button', { name: 'Edit tags' })).toBeFocused()

  await labels.getByRole('button', { name: 'Edit metadata' }).click()
  await labels.getByRole('button', { name: 'Add to metadata' }).click()
  await labels.getByRole('textbox', { name: 'Key 1' }).fill('team')
  await labels.getByRole('textbox', { name: 'Value 1' }).fill('a')
  await labels.getByRole('button', { name: 'Add to metadata' }).click()
  await labels.getByRole('textbox', { name: 'Key 2' }).fill('team')
  await labels.getByRole('button', { name: 'Save' }).click()
  await expect(labels.getByRole('alert')).toContainText('The key team is used twice.')
  await labels.getByRole('textbox', { name: 'Key 2' }).fill('role')
  await labels.getByRole('button', { name: 'Save' }).click()
  await expect(labels.getByRole('button', { name: 'Edit metadata' })).toBeFocused()
  const { server } = await project.api.call<{ server: Record<string, unknown> }>(
    'GET',
    `/compute/v2.1/servers/${serverId}`,
  )
  expect(server).toMatchObject({
    name: 'front',
    'OS-EXT-SRV-ATTR:hostname': 'front.example.org',
    description: 'Where people come in',
    tags: ['blue', 'green'],
    metadata: { team: 'a', role: '' },
  })
  await page.getByRole('link', { name: 'Overview', exact: true }).click()
  for (const text of ['Where people come in', 'blue', 'green', 'team']) await expect(labels).toContainText(text)
})

test('the settings say what cannot be changed and why, and end with what cannot be taken back', async ({
  page,
  project,
}) => {
  const setting = (name: string) => page.getByRole('region', { name, exact: true })
  await page.getByRole('link', { name: 'Settings', exact: true }).click()
  await expect(setting('Flavor')).toContainText('A resize changes it.')
  await expect(setting('Server group')).toContainText('stays in it')
  await setting('Lock').getByRole('button', { name: 'Lock…' }).click()
  await page.getByRole('textbox', { name: 'Reason' }).fill('Moving next week')
  await page.getByRole('dialog').getByRole('button', { name: 'Lock', exact: true }).click()
  await expect(setting('Lock')).toContainText('Moving next week')
  await setting('Lock').getByRole('button', { name: 'Unlock' }).click()
  await expect(setting('Lock')).toContainText('Not locked')
  await setting('Rebuild').getByRole('button', { name: 'Rebuild…' }).click()
  const question = page.getByRole('dialog')
  await expect(question).toContainText('is lost')
  await question.getByRole('button', { name: 'Cancel' }).click()
  await setting('Delete').getByRole('button', { name: 'Delete' }).click()
  await question.getByRole('button', { name: 'Delete server' }).click()
  await expect(page.getByRole('heading', { name: 'Servers', level: 1 })).toBeVisible()
  await expect
    .poll(async () => (await project.api.call<{ servers: unknown[] }>('GET', '/compute/v2.1/servers')).servers)
    .toEqual([])
})

test('a network card is put in and taken out again', async ({ page, project }) => {
  const { network } = await project.api.call<{ network: { id: string } }>('POST', '/network/v2.0/networks', {
    network: { name: 'stage' },
  })
  await project.api.call('POST', '/network/v2.0/subnets', {
    subnet: { network_id: network.id, ip_version: 4, cidr: '192.168.78.0/24' },
  })
  await act(page, 'Attach network…')
  await choose(page, 'Network or port', /^stage/)
  await page.getByRole('dialog').getByRole('button', { name: 'Attach' }).click()
  const cards = page.getByRole('region', { name: 'Network', exact: true })
  await expect(cards).toContainText(/192\.168\.78\.\d+/)
  await act(page, 'Detach network…')
  const form = page.getByRole('dialog', { name: 'Detach a network from web-1?' })
  await expect(form).toContainText('Connections through this interface are lost')
  await choose(page, 'Network interface', /192\.168\.78/)
  await form.getByRole('button', { name: 'Detach' }).click()
  await expect(cards).not.toContainText('192.168.78')
})

test('the timeline shows the steps of what was done, each with its time', async ({ page }) => {
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await status(page, 'Shut off')
  await page.getByRole('navigation', { name: 'Server sections' }).getByRole('link', { name: 'Activity' }).click()
  const stop = page.getByRole('article', { name: 'Stop, done' })
  await expect(stop.getByRole('button', { name: 'Copy request ID' })).toBeVisible()
  const steps = stop.getByRole('table', { name: 'Steps of Stop' }).getByRole('row')
  await expect(steps.nth(1)).toContainText(/Shutting down the guest, done.*\d+(\.\d+)? (ms|s)/)
})

test('an administrator sees how a guest does, and everybody how it lies', async ({ page }) => {
  await page.getByRole('link', { exact: true, name: 'Diagnostics' }).click()
  await expect(page.getByRole('region', { name: 'Guest' })).toContainText('running')
  await expect(page.getByRole('table', { name: 'CPUs' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'CPU and memory layout' })).toBeVisible()
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('Diagnostics are not available')
})

test('the serial console is a terminal: what one types is answered', async ({ page }) => {
  await page.getByRole('link', { exact: true, name: 'Console' }).click()
  await page.getByRole('radiogroup', { name: 'Console type' }).getByText('Serial').click()
  const terminal = page.getByRole('region', { name: 'Console of web-1' })
  await expect(terminal.getByText('Connected')).toBeVisible()
  await terminal.locator('.xterm-screen').click()
  await page.keyboard.type('hello there')
  await expect(terminal.locator('.xterm-accessibility')).toContainText('hello there')
})

test('in the list, too, each form is one choice away', async ({ page }) => {
  await goToSection(page, 'Servers')
  await expect(await menuItemOf(page, 'web-1', 'Console')).toBeEnabled()
  await page.keyboard.press('Escape')
  await chooseAction(page, 'web-1', 'Snapshot…')
  await expect(page.getByRole('dialog', { name: 'Create a snapshot of web-1' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Actions for web-1' })).toBeFocused()
})
