import { expect } from '@playwright/test'
import { aProject } from '../support/a-project.ts'
import { test } from '../support/administered-cloud.ts'
import { looksRight } from '../support/looks-right.ts'
import { chooseAction, isSignedIn, rowOf } from '../support/person.ts'

test('I make a network for a project, share it with all, see whose ports are on which host, and take it away again', async ({
  page,
  cloud,
  project,
}) => {
  const other = await aProject(cloud)
  const name = `backbone-${other.name}`
  await isSignedIn(page, cloud, project)
  await page.goto('/admin/networks')
  await page.getByRole('button', { name: 'Create network' }).first().click()
  const form = page.getByRole('dialog', { name: 'Create network' })
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
  await form.getByRole('textbox', { name: 'Range of addresses' }).fill('10.77.0.0/24')
  await form.getByRole('button', { name: 'Create network' }).click()
  await expect(form.getByText('Choose a project.')).toBeVisible()
  await form.getByRole('combobox', { name: 'Project' }).fill(other.name)
  await page.getByRole('option', { name: other.name }).click()
  await form.getByRole('button', { name: 'Create network' }).click()

  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
  const id = new URL(page.url()).pathname.split('/').at(-1)!
  const { network } = await other.api.call<{ network: { project_id: string } }>('GET', `/network/v2.0/networks/${id}`)
  expect(network.project_id).toBe(other.api.projectId)
  const facts = page.getByRole('complementary', { name: 'Facts' })
  await expect(facts.getByRole('link', { name: other.name })).toBeVisible()
  await page.getByRole('button', { name: 'Edit', exact: true }).first().click()
  const edit = page.getByRole('dialog', { name: 'Edit network' })
  await expect(edit.getByRole('checkbox', { name: 'External' })).toBeDisabled()
  await edit.getByRole('checkbox', { name: 'Share with all projects' }).check()
  await edit.getByRole('button', { name: 'Save' }).click()
  await expect(facts).toContainText('With all projects')

  const sections = page.getByRole('navigation', { name: 'Network sections' })
  await sections.getByRole('link', { name: 'Ports' }).click()
  await page.getByRole('button', { name: 'Create port' }).first().click()
  const port = page.getByRole('dialog', { name: 'Create port' })
  await port.getByRole('textbox', { name: 'Name' }).fill(`${name}-door`)
  await port.getByRole('textbox', { name: 'Fixed address' }).fill('10.77.0.50')
  await port.getByRole('button', { name: 'Create port' }).click()
  await expect(rowOf(page, `${name}-door`)).toContainText('10.77.0.50')
  await expect(rowOf(page, `${name}-door`)).toContainText(other.name)

  await page.goto(`/admin/ports?q=project:${other.name}`)
  await expect(rowOf(page, `${name}-door`)).toContainText('No host')
  await chooseAction(page, `${name}-door`, 'Delete')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete port' }).click()
  await expect(rowOf(page, `${name}-door`)).toHaveCount(0)

  await page.goto(`/admin/networks?q=project:${other.name}`)
  await expect(rowOf(page, name)).toContainText('All projects')
  await chooseAction(page, name, 'Delete')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete network' }).click()
  await expect(rowOf(page, name)).toHaveCount(0)
})

test('a port of anybody’s server leads to its server and its host, and both pages look right', async ({
  page,
  cloud,
  project,
}) => {
  const { network } = await project.api.call<{ network: { id: string } }>('POST', '/network/v2.0/networks', {
    network: { name: `net-${project.name}` },
  })
  const subnet = { network_id: network.id, cidr: '10.78.0.0/24', ip_version: 4 }
  await project.api.call('POST', '/network/v2.0/subnets', { subnet })
  const id = await project.hasServer('web-1')
  await project.api.call('POST', `/compute/v2.1/servers/${id}/os-interface`, {
    interfaceAttachment: { net_id: network.id },
  })
  await isSignedIn(page, cloud, project)
  await page.goto(`/admin/ports?q=project:${project.name}`)
  const row = page.getByRole('table', { name: 'Ports' }).getByRole('row').nth(1)
  await expect(row.getByRole('link', { name: 'web-1' })).toHaveAttribute('href', `/admin/servers/${id}`)
  await row.getByRole('link', { name: /^fake-/ }).click()
  await expect(page).toHaveURL(/\/admin\/hosts\/fake-/)
  await looksRight(page, [`/admin/networks?q=project:${project.name}`, `/admin/ports?q=project:${project.name}`])
})
