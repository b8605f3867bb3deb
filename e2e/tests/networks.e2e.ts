import { expect, type Locator, type Page } from '@playwright/test'
import { type AProject, aProject } from '../support/a-project.ts'
import { test } from '../support/fake-cloud.ts'
import {
  chooseAction,
  chooseOnPage,
  fillSignIn,
  goToSection,
  isSignedIn,
  menuItemOf,
  rowOf,
  unfold,
} from '../support/person.ts'

test('a network is created with its subnet, and what is wrong with the range is said beside it', async ({
  page,
  cloud,
  project,
}) => {
  await isSignedIn(page, cloud, project)
  await page.goto(`/p/${project.name}/networks`)
  await expect(page.getByText('No networks yet')).toBeVisible()
  await page.getByRole('button', { name: 'Create network' }).first().click()
  const form = page.getByRole('dialog', { name: 'Create network' })
  const range = form.getByRole('textbox', { name: 'Range of addresses' })
  await form.getByRole('button', { name: 'Create network' }).click()
  await expect(form.getByRole('textbox', { name: 'Name', exact: true })).toHaveAccessibleDescription(
    'Give the network a name.',
  )
  await expect(range).toHaveAccessibleDescription(/Give the subnet a range of addresses/)
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill('front')
  await range.fill('10.1.0.0/33')
  await form.getByRole('button', { name: 'Create network' }).click()
  await expect(range).toHaveAttribute('aria-invalid', 'true')
  await expect(range).toHaveAccessibleDescription(/10\.1\.0\.0\/33/)
  await range.fill('10.1.0.0/24')
  await form.getByRole('textbox', { name: 'Gateway address' }).fill('10.2.0.1')
  await form.getByRole('button', { name: 'Create network' }).click()
  await expect(form.getByRole('textbox', { name: 'Gateway address' })).toHaveAccessibleDescription(
    /10\.2\.0\.1 is not an address of 10\.1\.0\.0\/24/,
  )
  await form.getByRole('textbox', { name: 'Gateway address' }).fill('')
  await form.getByRole('textbox', { name: 'Addresses given out' }).fill('10.1.0.10-10.1.0.19')
  await expect(form.getByRole('status')).toHaveText('10 addresses can be given out.')
  await form.getByRole('button', { name: 'Create network' }).click()

  await expect(page.getByRole('heading', { name: 'front', level: 1 })).toBeVisible()
  const subnet = page.getByRole('table', { name: 'Subnets' }).getByRole('row').nth(1)
  await expect(subnet).toContainText('10.1.0.0/24')
  await expect(subnet).toContainText('10.1.0.1')
  await expect(subnet).toContainText('0 of 10')
  const { networks } = await project.api.call<{ networks: unknown[] }>(
    'GET',
    `/network/v2.0/networks?name=front&project_id=${project.api.projectId}`,
  )
  expect(networks).toHaveLength(1)
})

test('a network is edited: only what was changed is sent, and a size that cannot be is refused', async ({
  page,
  cloud,
  project,
}) => {
  const { id } = await hasNetwork(project, 'front')
  await isSignedIn(page, cloud, project)
  await page.goto(`/p/${project.name}/networks/${id}`)
  const facts = page.getByRole('complementary', { name: 'Facts' })
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  const form = page.getByRole('dialog', { name: 'Edit network' })
  await form.getByRole('textbox', { name: 'MTU' }).fill('90')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form.getByRole('textbox', { name: 'MTU' })).toHaveAccessibleDescription(
    /Choose from 576 to 9216 bytes\./,
  )
  await form.getByRole('textbox', { name: 'MTU' }).fill('1400')
  await form.getByRole('textbox', { name: 'Description' }).fill('What people reach')
  const sent = page.waitForRequest((request) => request.method() === 'PUT')
  await form.getByRole('button', { name: 'Save' }).click()
  expect((await sent).postDataJSON()).toEqual({ network: { mtu: 1400, description: 'What people reach' } })
  await expect(form).toBeHidden()
  await expect(facts).toContainText('1,400 bytes')
  await expect(facts).toContainText('What people reach')

  await page.getByRole('button', { name: 'Edit name' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('outside')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'outside', level: 1 })).toBeVisible()
  await goToSection(page, 'Networks')
  await expect(rowOf(page, 'outside')).toContainText('10.1.0.0/24')
})

test('a subnet is added and changed; one that overlaps is refused in its form', async ({ page, cloud, project }) => {
  const { id } = await hasNetwork(project, 'front')
  await isSignedIn(page, cloud, project)
  await page.goto(`/p/${project.name}/networks/${id}`)
  await page.getByRole('button', { name: 'Create subnet' }).click()
  const form = page.getByRole('dialog', { name: 'Create subnet' })
  await form.getByRole('textbox', { name: 'Subnet name' }).fill('inner')
  await form.getByRole('textbox', { name: 'Range of addresses' }).fill('10.1.0.128/25')
  await form.getByRole('button', { name: 'Create subnet' }).click()
  await expect(form.getByRole('alert')).toContainText(/overlap/)
  await form.getByRole('textbox', { name: 'Range of addresses' }).fill('10.2.0.0/24')
  await form.getByRole('switch', { name: 'Gateway' }).uncheck()
  await form.getByRole('textbox', { name: 'DNS servers' }).fill('9.9.9.9, 1.1.1.1')
  await form.getByRole('button', { name: 'Create subnet' }).click()
  await expect(form).toBeHidden()
  await expect(rowOf(page, 'inner')).toContainText('9.9.9.9, 1.1.1.1')

  await chooseAction(page, 'inner', 'Edit')
  const edit = page.getByRole('dialog', { name: 'Edit subnet' })
  await expect(edit.getByRole('textbox', { name: 'Range of addresses' })).toBeDisabled()
  await edit.getByRole('textbox', { name: 'DNS servers' }).fill('dns.example')
  await edit.getByRole('button', { name: 'Save' }).click()
  await expect(edit.getByRole('textbox', { name: 'DNS servers' })).toHaveAccessibleDescription(/is not an IPv4 address/)
  await edit.getByRole('textbox', { name: 'DNS servers' }).fill('')
  await edit.getByRole('checkbox', { name: 'Give out addresses by DHCP' }).uncheck()
  await edit.getByRole('button', { name: 'Save' }).click()
  await expect(rowOf(page, 'inner')).toContainText('Off')

  await chooseAction(page, 'inner', 'Delete')
  await page
    .getByRole('dialog', { name: 'Delete subnet inner?' })
    .getByRole('button', { name: 'Delete subnet' })
    .click()
  await expect(rowOf(page, 'inner')).toHaveCount(0)
})

test('a port keeps the address that one chooses, and its network and subnet stay as long as it is there', async ({
  page,
  cloud,
  project,
}) => {
  const { id } = await hasNetwork(project, 'front')
  await isSignedIn(page, cloud, project)
  await page.goto(`/p/${project.name}/networks/${id}/ports`)
  await page.getByRole('button', { name: 'Create port' }).first().click()
  const form = page.getByRole('dialog', { name: 'Create port' })
  await form.getByRole('textbox', { name: 'Name' }).fill('gate')
  const address = form.getByRole('textbox', { name: 'Fixed address' })
  await address.fill('10.1.0.300')
  await form.getByRole('button', { name: 'Create port' }).click()
  await expect(address).toHaveAccessibleDescription(/10\.1\.0\.300 is not an IPv4 address\./)
  await address.fill('10.9.0.5')
  await form.getByRole('button', { name: 'Create port' }).click()
  await expect(address).toHaveAccessibleDescription(/10\.9\.0\.5 is not a valid IP for any of the subnets/)
  await address.fill('10.1.0.77')
  await form.getByRole('button', { name: 'Create port' }).click()
  await expect(form).toBeHidden()
  await expect(rowOf(page, 'gate')).toContainText('10.1.0.77')
  await expect(rowOf(page, 'gate')).toContainText('Nothing')

  await tab(page, 'Addresses').click()
  await expect(page.getByRole('meter', { name: '10.1.0.0/24' })).toHaveText(/1 of 253/)
  await expect(rowOf(page, '10.1.0.77')).toContainText('gate')
  await tab(page, 'Subnets').click()
  const subnet = page.getByRole('table', { name: 'Subnets' }).getByRole('row').nth(1)
  await expect(subnet).toContainText('1 of 253')
  await subnet.getByRole('button', { name: /^Actions for/ }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await confirms(page, /^Delete subnet/, 'Delete subnet', /One or more ports have an IP allocation from this subnet/)
  await chooseOnPage(page, 'front', 'Delete')
  await confirms(page, 'Delete network front?', 'Delete network', /one or more ports still in use on the network/)

  await tab(page, 'Ports').click()
  await chooseAction(page, 'gate', 'Delete')
  await page.getByRole('dialog', { name: 'Delete port gate?' }).getByRole('button', { name: 'Delete port' }).click()
  await expect(page.getByText('No ports yet')).toBeVisible()
  await chooseOnPage(page, 'front', 'Delete')
  await page
    .getByRole('dialog', { name: 'Delete network front?' })
    .getByRole('button', { name: 'Delete network' })
    .click()
  await expect(page.getByText('No networks yet')).toBeVisible()
})

test('ports of servers lead to them, and are taken out there; the list counts them', async ({
  page,
  cloud,
  project,
}) => {
  const { id, subnetId } = await hasNetwork(project, 'front')
  await hasSubnet(project, id, '10.2.0.0/24')
  await hasSubnet(project, id, '10.3.0.0/24')
  const free = await hasPort(project, id, 'free', { fixed_ips: [{ subnet_id: subnetId }] })
  const server = await project.hasServer('web-1')
  await project.api.call('POST', `/compute/v2.1/servers/${server}/os-interface`, {
    interfaceAttachment: { net_id: id, fixed_ips: [{ ip_address: '10.2.0.40' }] },
  })
  await isSignedIn(page, cloud, project)
  await page.goto(`/p/${project.name}/networks`)
  const row = rowOf(page, 'front')
  await expect(row).toContainText('10.1.0.0/24, 10.2.0.0/24 and 1 more')
  await expect(row.getByRole('cell', { name: '2', exact: true })).toBeVisible()
  await expect(row).toContainText('2 of 759')

  await goToSection(page, 'Ports')
  await expect(rowOf(page, 'free')).toContainText('front')
  const taken = page.getByRole('row').filter({ hasText: '10.2.0.40' })
  await taken.getByRole('button', { name: /^Actions for/ }).click()
  await unfold(page)
  await expect(page.getByRole('menuitem', { name: 'Delete' })).toHaveAccessibleDescription(
    'A server uses it. Detach the interface on the page of the server.',
  )
  await page.keyboard.press('Escape')
  await page
    .getByRole('textbox', { name: 'Search' })
    .or(page.getByRole('combobox', { name: 'Search' }))
    .fill('device:""')
  await page.keyboard.press('Enter')
  await expect(taken).toHaveCount(0)
  await expect(rowOf(page, 'free')).toBeVisible()
  await page.goto(`/p/${project.name}/ports?q=ip:10.2.0.40`)
  await taken.getByRole('link', { name: 'web-1' }).click()
  await expect(page.getByRole('heading', { name: 'web-1', level: 1 })).toBeVisible()
  await project.api.call('DELETE', `/network/v2.0/ports/${free}`)
})

test('another tab follows: subnets, ports and addresses appear and go without a reload', async ({
  page,
  context,
  cloud,
  project,
}) => {
  const { id } = await hasNetwork(project, 'front')
  await isSignedIn(page, cloud, project)
  await page.goto(`/p/${project.name}/networks/${id}`)
  await expect(page.getByText('10.1.0.0/24')).toBeVisible()
  const list = await context.newPage()
  await list.goto(`/p/${project.name}/networks`)
  await expect(rowOf(list, 'front')).toContainText('0 of 253')
  const addresses = await context.newPage()
  await addresses.goto(`/p/${project.name}/networks/${id}/addresses`)
  await expect(addresses.getByText('No address is in use')).toBeVisible()

  const subnet = await hasSubnet(project, id, '10.2.0.0/24', 'late')
  const port = await hasPort(project, id, 'gate', { fixed_ips: [{ subnet_id: subnet }] })
  await addresses.bringToFront()
  await expect(rowOf(addresses, '10.2.0.2')).toBeVisible()
  await expect(addresses.getByRole('meter', { name: 'late · 10.2.0.0/24' })).toHaveText(/1 of 253/)
  await list.bringToFront()
  await expect(rowOf(list, 'front')).toContainText('1 of 506')
  await page.bringToFront()
  await expect(rowOf(page, 'late')).toContainText('1 of 253')

  await project.api.call('DELETE', `/network/v2.0/ports/${port}`)
  await project.api.call('PUT', `/network/v2.0/subnets/${subnet}`, { subnet: { name: 'later' } })
  await expect(rowOf(page, 'later')).toContainText('0 of 253')
  await addresses.bringToFront()
  await expect(addresses.getByText('No address is in use')).toBeVisible()
  await project.api.call('DELETE', `/network/v2.0/networks/${id}`)
  await list.bringToFront()
  await expect(list.getByText('No networks yet')).toBeVisible()
  await page.bringToFront()
  await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible()
})

test('a member uses a shared network of the cloud, cannot change it, and reads why', async ({
  page,
  cloud,
  project,
}) => {
  const owner = await aProject(cloud)
  const name = `of-all-${project.name}`
  const { id } = await hasNetwork(owner, name, { shared: true })
  try {
    const person = `eve-${project.name}`
    await project.hasPerson(person, 'member')
    await page.goto(`/p/${project.name}/networks`)
    await fillSignIn(page, person, cloud.adminPassword)
    await expect(rowOf(page, name)).toContainText('All projects')
    await menuItemOf(page, name, 'Delete')
    const reason = 'It belongs to another project.'
    await expect(page.getByRole('menuitem', { name: 'Delete' })).toHaveAccessibleDescription(reason)
    await page.keyboard.press('Escape')
    await rowOf(page, name).getByRole('link', { name }).click()
    await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Edit', exact: true })).toHaveCount(0)
    await expect(page.getByRole('button', { name: 'Create subnet' })).toHaveAccessibleDescription(reason)
    await page.getByRole('button', { name: `More for ${name}` }).click()
    await expect(page.getByRole('menuitem', { name: 'Edit' })).toHaveAccessibleDescription(reason)
    await page.keyboard.press('Escape')

    await tab(page, 'Ports').click()
    await page.getByRole('button', { name: 'Create port' }).first().click()
    const form = page.getByRole('dialog', { name: 'Create port' })
    await form.getByRole('textbox', { name: 'Name' }).fill('mine')
    await form.getByRole('textbox', { name: 'Fixed address' }).fill('10.1.0.9')
    await form.getByRole('button', { name: 'Create port' }).click()
    // Which address is whose is for the network's owner to say.
    await expect(form.getByRole('alert')).toContainText(/network/)
    await form.getByRole('textbox', { name: 'Fixed address' }).fill('')
    await form.getByRole('button', { name: 'Create port' }).click()
    await expect(rowOf(page, 'mine')).toContainText('10.1.0.')
    await tab(page, 'Addresses').click()
    await expect(page.getByText('those of others cannot be seen')).toBeVisible()
  } finally {
    const { ports } = await owner.api.call<{ ports: { id: string }[] }>('GET', `/network/v2.0/ports?network_id=${id}`)
    for (const port of ports) await owner.api.call('DELETE', `/network/v2.0/ports/${port.id}`)
    await owner.api.call('DELETE', `/network/v2.0/networks/${id}`)
  }
})

/** A tab of the page of a network. */
const tab = (page: Page, name: string): Locator =>
  page.getByRole('navigation', { name: 'Network sections' }).getByRole('link', { name, exact: true })

/** Confirms a deletion, which the cloud refuses with a reason. */
async function confirms(page: Page, dialog: string | RegExp, button: string, reason: RegExp): Promise<void> {
  const sure: Locator = page.getByRole('dialog', { name: dialog })
  await sure.getByRole('button', { name: button }).click()
  await expect(sure.getByRole('alert')).toContainText(reason)
  await sure.getByRole('button', { name: 'Cancel' }).click()
  await expect(sure).toBeHidden()
}

async function hasNetwork(
  project: AProject,
  name: string,
  more: object = {},
): Promise<{ id: string; subnetId: string }> {
  const { network } = await project.api.call<{ network: { id: string } }>('POST', '/network/v2.0/networks', {
    network: { name, ...more },
  })
  return { id: network.id, subnetId: await hasSubnet(project, network.id, '10.1.0.0/24') }
}

async function hasSubnet({ api }: AProject, networkId: string, cidr: string, name = ''): Promise<string> {
  const subnet = { network_id: networkId, ip_version: 4, cidr, name }
  return (await api.call<{ subnet: { id: string } }>('POST', '/network/v2.0/subnets', { subnet })).subnet.id
}

async function hasPort({ api }: AProject, networkId: string, name: string, more: object = {}): Promise<string> {
  const port = { network_id: networkId, name, ...more }
  return (await api.call<{ port: { id: string } }>('POST', '/network/v2.0/ports', { port })).port.id
}
