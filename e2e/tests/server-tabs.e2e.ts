import { expect } from '@playwright/test'
import type { AProject } from '../support/a-project.ts'
import { test } from '../support/fake-cloud.ts'
import {
  choose,
  chooseAction,
  chooseOne,
  goToSection,
  isSignedIn,
  menuItemOf,
  rowOf,
  unfold,
} from '../support/person.ts'

let serverId: string
test.beforeEach(async ({ page, cloud, project }) => {
  serverId = await project.hasServer('web-1')
  await isSignedIn(page, cloud, project)
})

test('interfaces are attached with an address of one’s choice and on a port that is there, get more addresses, and are taken out', async ({
  page,
  context,
  project,
}) => {
  const networkId = await hasNetwork(project, 'stage', '192.168.90.0/24')
  const port = { network_id: networkId, name: 'kept', fixed_ips: [{ ip_address: '192.168.90.40' }] }
  await project.api.call('POST', '/network/v2.0/ports', { port })
  await page.goto(`/p/${project.name}/servers/${serverId}/network`)
  await expect(page.getByText('The server is attached to no network.')).toBeVisible()
  const watching = await context.newPage()
  await watching.goto(`/p/${project.name}/networks/${networkId}/addresses`)
  await expect(rowOf(watching, '192.168.90.40')).toContainText('Nothing')

  await page.bringToFront()
  await page.getByRole('button', { name: 'Attach network…' }).click()
  const form = page.getByRole('dialog', { name: 'Attach a network to web-1' })
  await form.getByRole('button', { name: 'Attach', exact: true }).click()
  await expect(form.getByRole('combobox', { name: 'Network or port' })).toHaveAccessibleDescription(
    'Choose a network or a port',
  )
  await choose(page, 'Network or port', /^stage/)
  await form.getByRole('textbox', { name: 'Fixed address' }).fill('192.168.90.40')
  await form.getByRole('button', { name: 'Attach', exact: true }).click()
  await expect(form.getByRole('alert')).toContainText('192.168.90.40 is already in use')
  await form.getByRole('textbox', { name: 'Fixed address' }).fill('192.168.90.77')
  await form.getByRole('button', { name: 'Attach', exact: true }).click()
  await expect(form).toBeHidden()
  const cards = page.getByRole('table', { name: 'Interfaces' })
  const chosen = cards.getByRole('row').filter({ hasText: '192.168.90.77' })
  await expect(chosen.getByRole('link', { name: 'stage' })).toBeVisible()
  await expect(chosen.getByRole('button', { name: 'Copy 192.168.90.77' })).toBeVisible()

  await chosen.getByRole('button', { name: 'Add address…' }).click()
  const more = page.getByRole('dialog', { name: 'Add an address on stage' })
  await more.getByRole('textbox', { name: 'Fixed address' }).fill('192.168.90.40')
  await more.getByRole('button', { name: 'Add address' }).click()
  await expect(more.getByRole('alert')).toContainText('192.168.90.40 is already in use')
  await more.getByRole('textbox', { name: 'Fixed address' }).fill('')
  await more.getByRole('button', { name: 'Add address' }).click()
  await expect(more).toBeHidden()
  await expect(chosen).toContainText('192.168.90.2')
  await chosen.getByRole('button', { name: 'Remove 192.168.90.2' }).click()
  const lost = page.getByRole('dialog', { name: 'Remove 192.168.90.2?' })
  await expect(lost).toContainText('others may get it')
  await lost.getByRole('button', { name: 'Remove address' }).click()
  await expect(chosen.getByRole('button', { name: 'Copy 192.168.90.2', exact: true })).toHaveCount(0)
  await expect(chosen.getByRole('button', { name: 'Copy 192.168.90.77' })).toBeVisible()

  await page.getByRole('button', { name: 'Attach network…' }).click()
  await choose(page, 'Network or port', /kept/)
  await expect(form.getByRole('textbox', { name: 'Fixed address' })).toHaveCount(0)
  await form.getByRole('button', { name: 'Attach', exact: true }).click()
  await expect(cards.getByRole('row').filter({ hasText: '192.168.90.40' })).toBeVisible()
  await watching.bringToFront()
  await expect(rowOf(watching, '192.168.90.40')).toContainText('web-1')
  await expect(rowOf(watching, '192.168.90.77')).toContainText('web-1')
  await page.bringToFront()
  await page.getByRole('link', { name: 'Overview', exact: true }).click()
  await expect(page.getByRole('table', { name: 'Addresses' })).toContainText('192.168.90.77')

  await page.getByRole('link', { name: 'Network', exact: true }).click()
  for (const address of ['192.168.90.77', '192.168.90.40']) {
    await page.getByRole('button', { name: 'Detach network…' }).click()
    const question = page.getByRole('dialog', { name: 'Detach a network from web-1?' })
    await expect(question).toContainText('A port that was created for this server is deleted.')
    await choose(page, 'Network interface', new RegExp(`${address}.*stage`))
    await question.getByRole('button', { name: 'Detach', exact: true }).click()
    await expect(page.getByText(address)).toHaveCount(0)
  }
  await expect(page.getByText('The server is attached to no network.')).toBeVisible()
  await watching.bringToFront()
  await expect(rowOf(watching, '192.168.90.77')).toHaveCount(0)
  await expect(rowOf(watching, '192.168.90.40')).toContainText('Nothing')
})

test('snapshots and backups appear beside their server, become servers, and are deleted', async ({ page, project }) => {
  await page.goto(`/p/${project.name}/servers/${serverId}/snapshots`)
  await expect(page.getByText('None yet. A snapshot keeps the disk as it is now')).toBeVisible()
  await page.getByRole('button', { name: 'Snapshot…' }).click()
  const snapshot = page.getByRole('dialog', { name: 'Create a snapshot of web-1' })
  await snapshot.getByRole('textbox', { name: 'Image name' }).fill('')
  await snapshot.getByRole('button', { name: 'Create snapshot' }).click()
  await expect(snapshot.getByRole('textbox', { name: 'Image name' })).toHaveAccessibleDescription(
    'Give the image a name',
  )
  await snapshot.getByRole('textbox', { name: 'Image name' }).fill('before-update')
  await snapshot.getByRole('button', { name: 'Create snapshot' }).click()
  await expect(rowOf(page, 'before-update')).toContainText(/Snapshot.*Active/)

  const backUp = page.getByRole('button', { name: 'Backup…' })
  for (const name of ['first', 'second']) {
    await expect(backUp).toBeEnabled()
    await backUp.click()
    const backup = page.getByRole('dialog', { name: 'Back up web-1' })
    await backup.getByRole('textbox', { name: 'Image name' }).fill(name)
    await backup.getByRole('textbox', { name: 'Backups to keep' }).fill('1')
    await backup.getByRole('button', { name: 'Back up' }).click()
    await expect(rowOf(page, name)).toContainText(/Backup, daily.*Active/)
  }
  // The older one made room, and the snapshot is no backup.
  await expect(rowOf(page, 'first')).toHaveCount(0)
  await expect(rowOf(page, 'before-update')).toBeVisible()

  await chooseAction(page, 'before-update', 'Create server')
  await expect(page.getByRole('heading', { name: 'Create server', level: 1 })).toBeVisible()
  await expect(
    page.getByRole('radiogroup', { name: 'Image', exact: true }).getByRole('radio', { name: 'before-update' }),
  ).toBeChecked()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('web-2')
  await chooseOne(page, 'Flavor', 'm1.nano')
  await page.getByRole('button', { name: 'Create server', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'web-2', level: 1 })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Server', exact: true })).toContainText('before-update')

  await page.goto(`/p/${project.name}/servers/${serverId}/snapshots`)
  await chooseAction(page, 'before-update', 'Delete')
  const sure = page.getByRole('dialog', { name: 'Delete image before-update?' })
  await expect(sure).toContainText('Servers created from it keep running.')
  await sure.getByRole('button', { name: 'Delete image' }).click()
  await expect(rowOf(page, 'before-update')).toHaveCount(0)

  const { images } = await project.api.call<{ images: { id: string }[] }>('GET', '/image/v2/images?name=second')
  await fetch(`${new URL(page.url()).origin}/image/v2/images/${images[0]!.id}`, {
    method: 'PATCH',
    headers: { ...project.api.headers, 'content-type': 'application/openstack-images-v2.1-json-patch' },
    body: JSON.stringify([{ op: 'replace', path: '/protected', value: true }]),
  })
  await page.reload()
  await menuItemOf(page, 'second', 'Delete')
  await unfold(page)
  await expect(page.getByRole('menuitem', { name: 'Delete' })).toHaveAccessibleDescription(
    'It is protected. Remove the protection first.',
  )
  await page.keyboard.press('Escape')
  await goToSection(page, 'Images')
  await expect(rowOf(page, 'second')).toBeVisible()
})

async function hasNetwork({ api }: AProject, name: string, cidr: string): Promise<string> {
  const { network } = await api.call<{ network: { id: string } }>('POST', '/network/v2.0/networks', {
    network: { name },
  })
  await api.call('POST', '/network/v2.0/subnets', { subnet: { network_id: network.id, ip_version: 4, cidr } })
  return network.id
}
