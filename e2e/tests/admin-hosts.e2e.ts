import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { type AProject, aProject } from '../support/a-project.ts'
import { imageAndFlavor } from '../support/api.ts'
import { typeOnMachine } from '../support/agent-process.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { isSignedIn, menuItemOf, rowOf, unfold } from '../support/person.ts'

interface Host {
  id: string
  name: string
  state: string
  servers: number
}

let cloud: CloudProcess
let project: AProject
let busy: Host
let idle: Host[]

const hostsNow = async () => (await project.api.call<{ hosts: Host[] }>('GET', '/compute/v2.1/kilonova/hosts')).hosts

test.beforeAll(async () => {
  test.setTimeout(240_000)
  cloud = await startCloud(
    { KILONOVA_DRIVER: 'fake', KILONOVA_FAKE_HOSTS: '5' },
    // Nobody waits half a minute for a sample; each host has a few CPUs for one server alone; and the cloud has a name by which others reach it.
    {
      report_interval: 1,
      metrics_interval: 1,
      service_down_time: 10,
      cpu_dedicated_set: '2-3,18',
      resume_guests_state_on_host_boot: true,
      public_url: 'http://127.0.0.1:8774',
    },
  )
  project = await aProject(cloud)
  await hasPinnedServer('web-1')
  const hosts = await hostsNow()
  busy = hosts.find(({ servers }) => servers === 1)!
  idle = hosts.filter(({ servers }) => servers === 0)
})
test.afterAll(() => cloud?.dispose())

/** Makes a small server that has a CPU of its host for itself. */
async function hasPinnedServer(name: string) {
  const { api } = project
  const { flavor } = await api.call<{ flavor: { id: string } }>('POST', '/compute/v2.1/flavors', {
    flavor: { name: 'pinned', vcpus: 1, ram: 64, disk: 1 },
  })
  const extra_specs = { 'hw:cpu_policy': 'dedicated' }
  await api.call('POST', `/compute/v2.1/flavors/${flavor.id}/os-extra_specs`, { extra_specs })
  const server = { name, ...(await imageAndFlavor(api, 'pinned')), networks: 'none' }
  await api.call('POST', '/compute/v2.1/servers', { server })
  await api.until<{ servers: unknown[] }>(
    `/compute/v2.1/servers?status=ACTIVE&name=${name}`,
    ({ servers }) => servers.length === 1,
  )
}

const open = async (page: Page, path: string) => {
  await isSignedIn(page, cloud, project)
  await page.goto(`${cloud.url}${path}`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
}

test('an administrator sees which hosts are up, how full they are and what runs where', async ({ page }) => {
  await open(page, '/admin/hosts')
  await expect(rowOf(page, busy.name)).toContainText('Up')
  await expect(page.getByRole('rowheader')).toHaveCount(5)
  await page
    .getByRole('combobox', { name: /search/i })
    .or(page.getByRole('searchbox'))
    .first()
    .fill('servers:>0')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('rowheader')).toHaveCount(1)
  await page.getByRole('link', { name: busy.name }).click()
  await expect(page.getByRole('heading', { name: busy.name, level: 1 })).toBeVisible()
  const facts = page.getByRole('complementary', { name: 'Facts' })
  await expect(facts).toContainText('2 sockets × 16 cores × 1 thread')
  await expect(facts.getByRole('region', { name: 'Versions' })).toContainText(
    /Kilonova\d+\.\d+\.\d+.*fake1\.0\.0.*Kernel/,
  )
  await expect(page.getByRole('region', { name: 'Capacity' })).toContainText('Physical 32 × 4')
  await followsUse(page)
  await page.getByRole('link', { name: 'NUMA', exact: true }).click()
  const cell = page.getByRole('region', { name: 'Cell 0' })
  await expect(cell).toContainText('Cell 0: 16 CPUs, 14 shared, 1 dedicated and taken, 1 dedicated and free')
  await expect(cell.getByRole('definition').filter({ has: page.getByRole('link', { name: 'web-1' }) })).toContainText(
    '2',
  )
  await expect(page.getByRole('region', { name: 'Cell 1' })).toContainText('17, 19–31')
  await page.getByRole('link', { name: 'Servers', exact: true }).last().click()
  await expect(rowOf(page, 'web-1')).toContainText('Active')
  await page.getByRole('link', { name: 'Traits' }).click()
  await expect(page.getByRole('list', { name: 'Traits' })).toContainText('COMPUTE_NODE')
})

/** The charts of a host tell of what is measured, over the time that is asked for. */
async function followsUse(page: Page) {
  const cpu = page.getByRole('region', { name: 'CPU', exact: true })
  await expect(cpu).toContainText(/of 32 CPUs.*In use\d.*%average.*I\/O wait/)
  for (const title of ['CPU', 'Load', 'Memory', 'Disk', 'Disk throughput', 'Network throughput'])
    await expect(page.getByRole('region', { name: title, exact: true }).locator('canvas')).toBeVisible()
  await page.getByRole('radiogroup', { name: 'Time range' }).getByText('24 hours').click()
  await expect(page).toHaveURL(/range=24h$/)
  await expect(cpu).toContainText(/In use\d.*%/)
}

test('an administrator gets the command with which a machine joins, sees who may join, and takes it back', async ({
  page,
}) => {
  await open(page, '/admin/hosts')
  await page.getByRole('button', { name: 'Add host' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add host' })
  await dialog.getByLabel('Name of the host').fill('rack 1')
  await expect(dialog).toContainText('Letters, digits, dots, hyphens and underscores only.')
  await dialog.getByLabel('Name of the host').fill('rack-1')
  await page.keyboard.press('Enter')
  const shown = page.getByRole('dialog', { name: 'New host' })
  await expect(shown).toContainText(/npm run agent -- join https:\/\/127\.0\.0\.1:\d+ --token kn\.\S+ --name rack-1/)
  await expect(shown).toContainText('No machine has joined yet')
  await expect(shown).toContainText(/still good for 59 min \d+ s/)
  await expect(shown.getByRole('button', { name: 'Copy command' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(shown).toBeHidden()
  const row = page.getByRole('table', { name: 'Machines that may join' }).getByRole('row', { name: /rack-1/ })
  await expect(row).toContainText(/Made by admin.*59 min/)
  await row.getByRole('button', { name: 'Take back: rack-1' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
  await expect(page.getByRole('region', { name: 'Machines that may join' })).toBeHidden()
})

test('an administrator sees a machine join while the dialog is open, looks at its agent, and forgets it: the agent ends', async ({
  page,
}) => {
  await open(page, '/admin/hosts?new')
  const dialog = page.getByRole('dialog', { name: 'Add host' })
  await dialog.getByLabel('Name of the host').fill('rack-2')
  await dialog.getByRole('button', { name: 'Show command' }).click()
  const shown = page.getByRole('dialog', { name: 'New host' })
  const machine = await typeOnMachine((await shown.getByLabel('Command', { exact: true }).textContent())!.trim())
  try {
    await expect(shown, machine.said()).toContainText('rack-2 is a host of this cloud', { timeout: 30_000 })
    await shown.getByRole('link', { name: 'Open rack-2' }).click()
    await expect(page.getByRole('heading', { name: 'rack-2', level: 1 })).toBeVisible()
    await page.getByRole('link', { name: 'Agent', exact: true }).click()
    const agent = page.getByRole('region', { name: 'Agent', exact: true })
    await expect(agent).toContainText(/In a process of its own on the host.*Contract version\d+.*127\.0\.0\.1:\d+/)
    await expect(page.getByRole('region', { name: 'Certificate' })).toContainText(/Serial number(\w\w:)+.*Not yet/)
    await page.getByRole('button', { name: 'More for rack-2' }).click()
    await page.getByRole('menuitem', { name: 'Forget' }).click()
    const question = page.getByRole('dialog', { name: 'Forget host rack-2?' })
    await expect(question).toContainText('Its identity is revoked')
    await question.getByLabel('Type rack-2 to confirm').fill('rack-2')
    await question.getByRole('button', { name: 'Forget host' }).click()
    await expect(page.getByRole('heading', { name: 'Hosts', level: 1 })).toBeVisible()
    expect(await machine.ended).toBe(1)
    expect(machine.said()).toContain('The cloud does not know host rack-2 any more.')
    await open(page, '/admin/activity')
    await expect(page.getByRole('row', { name: /Join as a host.*rack-2.*admin/ })).toContainText('Done')
    await expect(page.getByRole('row', { name: /Delete service.*rack-2/ })).toContainText('Done')
  } finally {
    await machine.dispose()
  }
})

test('an administrator sees that a host was set up anew, and which of its servers are without their disks', async ({
  page,
}) => {
  test.slow()
  const { api } = project
  const comes = async () => {
    const asked = { join_token: { host_name: 'rack-3' } }
    const path = '/compute/v2.1/kilonova/hosts/join-tokens'
    const made = await api.call<{ join_token: { commands: string[] } }>('POST', path, asked)
    return typeOnMachine(made.join_token.commands[0]!)
  }
  const state = async () => (await hostsNow()).find(({ name }) => name === 'rack-3')?.state ?? 'none'
  const first = await comes()
  await expect.poll(state, { timeout: 30_000 }).toBe('up')
  const wanted = {
    name: 'on-rack-3',
    ...(await imageAndFlavor(api)),
    networks: 'none',
    availability_zone: 'nova:rack-3',
  }
  const { server } = await api.call<{ server: { id: string } }>('POST', '/compute/v2.1/servers', { server: wanted })
  const at = `/compute/v2.1/servers/${server.id}`
  const is = (status: string) =>
    api.until<{ server: { status: string } }>(at, ({ server: found }) => found.status === status)
  await is('ACTIVE')
  // One that ran would be started there again, which a fake hypervisor does without any disks.
  await api.call('POST', `${at}/action`, { 'os-stop': null })
  await is('SHUTOFF')
  await first.dispose()
  await expect.poll(state, { timeout: 60_000 }).toBe('down')
  const second = await comes()
  try {
    await is('ERROR')
    await open(page, '/admin/hosts/rack-3')
    const notice = page.getByText('1 server of this host is without its disks')
    await expect(notice).toBeVisible()
    await page.goto(`${cloud.url}/admin/servers/${server.id}`)
    await expect(page.getByText('does not have the disks of the server').first()).toBeVisible()
    await api.call('POST', `${at}/action`, { rebuild: { imageRef: wanted.imageRef } })
    await is('ACTIVE')
    await page.goto(`${cloud.url}/admin/hosts/rack-3`)
    await expect(page.getByRole('heading', { name: 'rack-3', level: 1 })).toBeVisible()
    await expect(notice).toBeHidden()
    await api.call('DELETE', at)
  } finally {
    await second.dispose()
  }
})

test('a host says where its agent runs, what it speaks and how far it is', async ({ page }) => {
  await open(page, `/admin/hosts/${busy.name}/agent`)
  await expect(page.getByRole('region', { name: 'Agent', exact: true })).toContainText(
    'In the process of the control itself',
  )
  await expect(page.getByRole('region', { name: 'Certificate' })).toContainText('None')
  await expect(page.getByRole('region', { name: 'Agent', exact: true })).toContainText(/Contract version\d+/)
  await expect(page.getByRole('region', { name: 'Desired state' })).toContainText('Nothing to do yet')
})

test('an administrator takes a host out of service with a reason, and back', async ({ page }) => {
  const { name } = idle[0]!
  await open(page, `/admin/hosts/${name}`)
  await page.getByRole('button', { name: 'Disable' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: 'Disable' })).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByLabel('Reason').fill('New fans')
  await dialog.getByRole('button', { name: 'Disable' }).click()
  await expect(page.getByText('No new servers are placed on this host')).toBeVisible()
  await expect(page.getByText('New fans')).toBeVisible()
  await page.getByRole('button', { name: 'Enable' }).click()
  await expect(page.getByText('No new servers are placed on this host')).toBeHidden()
})

test('an administrator disables several hosts at once, and enables them again', async ({ page }) => {
  await open(page, '/admin/hosts')
  const two = idle.slice(1, 3)
  const select = async () => {
    for (const { name } of two) await page.getByRole('checkbox', { name: `Select ${name}` }).check()
  }
  await select()
  const bar = page.getByRole('region', { name: 'Selected hosts' })
  await bar.getByRole('button', { name: 'Disable' }).click()
  const dialog = page.getByRole('dialog', { name: 'Disable 2 hosts' })
  await dialog.getByLabel('Reason').fill('Moving racks')
  await dialog.getByRole('button', { name: 'Disable' }).click()
  for (const { name } of two) await expect(rowOf(page, name)).toContainText('Disabled: Moving racks')
  await bar.getByRole('button', { name: 'Enable' }).click()
  for (const { name } of two) await expect(rowOf(page, name)).toContainText('Enabled')
})

test('an administrator says that a host is down, told of its servers and asked for its name, and takes it back', async ({
  page,
}) => {
  await open(page, `/admin/hosts/${busy.name}`)
  await page.getByRole('button', { name: `More for ${busy.name}` }).click()
  await page.getByRole('menuitem', { name: 'Force down' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('and with it the server on it')
  await expect(dialog).toContainText('It still reports.')
  const confirm = dialog.getByRole('button', { name: 'Force down' })
  await expect(confirm).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByLabel(`Type ${busy.name} to confirm`).fill(busy.name)
  await confirm.click()
  await expect(page.getByText('This host was forced down')).toBeVisible()
  await page.getByRole('button', { name: 'Undo force down' }).click()
  await expect(page.getByText('This host was forced down')).toBeHidden()
})

test('an administrator reboots a host, and what ran there runs again', async ({ page }) => {
  await open(page, `/admin/hosts/${busy.name}`)
  await page.getByRole('button', { name: `More for ${busy.name}` }).click()
  await page.getByRole('menuitem', { name: 'Reboot host' }).click()
  const dialog = page.getByRole('dialog', { name: `Reboot host ${busy.name}?` })
  await dialog.getByLabel(`Type ${busy.name} to confirm`).fill(busy.name)
  await dialog.getByRole('button', { name: 'Reboot host' }).click()
  await expect(dialog).toBeHidden()
  const [server] = (await project.api.call<{ servers: { id: string }[] }>('GET', '/compute/v2.1/servers?name=web-1'))
    .servers
  const { api } = project
  await api.until<{ instanceActions: { action: string }[] }>(
    `/compute/v2.1/servers/${server!.id}/os-instance-actions`,
    ({ instanceActions }) => instanceActions.some(({ action }) => action === 'start'),
  )
  await api.until<{ server: { status: string } }>(
    `/compute/v2.1/servers/${server!.id}`,
    ({ server: { status } }) => status === 'ACTIVE',
  )
})

test('a host with servers is not forgotten, and says how many keep it; an idle one that lives comes back as a new one', async ({
  page,
}) => {
  await open(page, '/admin/hosts')
  await page.getByRole('button', { name: `Actions for ${busy.name}`, exact: true }).click()
  await unfold(page)
  await expect(page.getByRole('menuitem', { name: 'Forget' })).toContainText(
    '1 server is on it. Move or delete it first.',
  )
  await page.keyboard.press('Escape')
  const { id, name } = idle[3]!
  await (await menuItemOf(page, name, 'Forget')).click()
  const dialog = page.getByRole('dialog', { name: `Forget host ${name}?` })
  await expect(dialog).toContainText('it comes back as a new host')
  await dialog.getByLabel(`Type ${name} to confirm`).fill(name)
  await dialog.getByRole('button', { name: 'Forget host' }).click()
  await expect(dialog).toBeHidden()
  await expect
    .poll(async () => (await hostsNow()).filter((host) => host.name === name).map((host) => host.id === id))
    .toEqual([false])
})

test('an administrator sets what is reserved and the ratio, which outlive reports and a restart; who came second is told', async ({
  page,
  context,
}) => {
  await open(page, `/admin/hosts/${busy.name}/capacity`)
  const edit = async (on: Page, reserved: string, ratio: string) => {
    await on.getByRole('button', { name: 'Edit vCPUs' }).click()
    const dialog = on.getByRole('dialog')
    await dialog.getByLabel('Reserved').fill(reserved)
    await dialog.getByLabel('Allocation ratio').fill(ratio)
    return dialog
  }
  const other = await context.newPage()
  await open(other, `/admin/hosts/${busy.name}/capacity`)
  const late = await edit(other, '1', '8')
  const dialog = await edit(page, '4', '1.5')
  await expect(dialog).toContainText('42 can be promised, 1 are used.')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  const row = rowOf(page, 'vCPUs')
  await expect(row).toContainText('Administrator')
  await late.getByRole('button', { name: 'Save' }).click()
  await expect(late.getByRole('alert')).toContainText('set it to 4 reserved and ratio 1.5')
  await late.getByRole('button', { name: 'Cancel' }).click()
  await cloud.stop()
  await cloud.start({ KILONOVA_DRIVER: 'fake', KILONOVA_FAKE_HOSTS: '5' })
  await page.reload()
  for (const cell of ['4', '1.5', '42']) await expect(row.getByRole('cell', { name: cell, exact: true })).toBeVisible()
  const again = await edit(page, '9', '9')
  await again.getByRole('button', { name: 'As the host reports' }).click()
  await again.getByRole('button', { name: 'Save' }).click()
  await expect(row).not.toContainText('Administrator')
})

test('an administrator finds a resize among the migrations, with its hosts', async ({ page }) => {
  const { api } = project
  const { flavors } = await api.call<{ flavors: { id: string; name: string }[] }>('GET', '/compute/v2.1/flavors')
  const { servers } = await api.call<{ servers: { id: string }[] }>('GET', '/compute/v2.1/servers?name=web-1')
  const [{ id }] = servers as [{ id: string }]
  const flavorRef = flavors.find(({ name }) => name === 'm1.small')!.id
  await api.call('POST', `/compute/v2.1/servers/${id}/action`, { resize: { flavorRef } })
  await open(page, '/admin/migrations')
  const row = rowOf(page, 'web-1')
  await expect(row).toContainText('Resize')
  await expect(row).toContainText('Waits for confirmation')
  await expect(row).toContainText(project.name)
  await row.getByRole('link', { name: busy.name }).first().click()
  await expect(page.getByRole('heading', { name: busy.name, level: 1 })).toBeVisible()
})

test('an administrator goes to a host by its name', async ({ page }) => {
  await open(page, `/go/${busy.name}`)
  await expect(page).toHaveURL(`${cloud.url}/admin/hosts/${busy.name}`)
})

const parts = ['/admin/hosts', '/admin/migrations', '', '/servers', '/capacity', '/numa', '/traits', '/agent']

for (const colorScheme of ['light', 'dark'] as const)
  test(`hosts and migrations are fit for a screen reader and a phone, ${colorScheme}`, async ({ page }) => {
    test.slow()
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const part of parts) {
      const path = part.startsWith('/admin') ? part : `/admin/hosts/${busy.name}${part}`
      await page.setViewportSize({ width: 1920, height: 1080 })
      await open(page, path)
      await expect(page.getByRole('main')).not.toHaveAttribute('aria-busy', 'true')
      const { violations } = await new AxeBuilder({ page }).analyze()
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect
        .soft(
          serious.map(({ id, nodes }) => [id, nodes[0]?.html]),
          path,
        )
        .toEqual([])
      await keepPicture(page, `${path.replaceAll('/', '-')}-${colorScheme}-1920`)
      await page.setViewportSize({ width: 390, height: 844 })
      // The navigation at the side leaves first.
      await expect
        .poll(() => page.evaluate(() => document.documentElement.scrollWidth), { message: path })
        .toBeLessThanOrEqual(390)
      await keepPicture(page, `${path.replaceAll('/', '-')}-${colorScheme}-390`)
    }
  })

/** For somebody who wants to look at them. */
async function keepPicture(page: Page, name: string) {
  const folder = process.env['KILONOVA_LOOK']
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` })
}
