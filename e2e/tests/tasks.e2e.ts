import { expect, test as plain } from '@playwright/test'
import { aProject } from '../support/a-project.ts'
import { startCloud } from '../support/cloud-process.ts'
import { test } from '../support/fake-cloud.ts'
import { isSignedIn } from '../support/person.ts'

test('the result of a bulk run is there after a reload, and on another device', async ({
  page,
  cloud,
  project,
  browser,
}) => {
  await project.hasServer('web-1')
  await project.hasServer('web-2')
  await isSignedIn(page, cloud, project)
  await page.goto('/servers')
  await page.getByRole('checkbox', { name: /^Select all/ }).check()
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop 2 servers' }).click()
  // The newest: the same person may have stopped two of another project.
  const task = page.getByRole('list', { name: 'Tasks' }).getByRole('link', { name: 'Stop 2 servers' }).first()
  await expect(task).toBeVisible()
  await task.click()
  const servers = page.getByRole('table', { name: 'Servers' })
  await expect(servers.getByText('Done')).toHaveCount(2)
  await page.reload()
  await expect(servers.getByText('Done')).toHaveCount(2)
  const other = await browser.newContext({ baseURL: cloud.url })
  const elsewhere = await other.newPage()
  await isSignedIn(elsewhere, cloud, project)
  await elsewhere.goto(page.url())
  await expect(elsewhere.getByRole('table', { name: 'Servers' }).getByText('Done')).toHaveCount(2)
  await other.close()
})

test('what is refused says why, and is tried again', async ({ page, cloud, project }) => {
  const id = await project.hasServer('web-1')
  const gone = '6d2a2a5c-0000-4000-8000-000000000000'
  await isSignedIn(page, cloud, project)
  await page.goto('/servers')
  await expect(page.getByRole('table', { name: 'Servers' })).toBeVisible()
  const answer = await page.request.post(`${cloud.url}/bff/p/${project.api.projectId}/bulk`, {
    headers: { origin: cloud.url },
    data: { command: { action: 'stop' }, servers: [id, gone] },
  })
  const { id: run } = (await answer.json()) as { id: string }
  await page.goto(`/p/${project.api.projectId}/bulk/${run}`)
  const row = page.getByRole('row').filter({ hasText: gone })
  await expect(row).toContainText('Refused')
  await expect(row).toContainText(`Instance ${gone} could not be found.`)
  await page.getByRole('button', { name: 'Try again for the 1 that failed' }).click()
  await expect(page.getByRole('heading', { name: 'Stop 1 server' })).toBeVisible()
})

test('a project’s activity is found by how it went', async ({ page, cloud, project }) => {
  await project.hasServer('web-1')
  await isSignedIn(page, cloud, project)
  await page.goto(`/p/${project.api.projectId}/activity`)
  const table = page.getByRole('table', { name: 'Activity' })
  await expect(table).toContainText('Create')
  await expect(table).toContainText('web-1')
  await page.goto(`/p/${project.api.projectId}/activity?q=outcome:failed`)
  await expect(page.getByText(/^No .* match$/)).toBeVisible()
  await expect(table).toBeHidden()
})

test('a resize that ends while I am elsewhere says so, with a link', async ({ page, cloud, project }) => {
  const id = await project.hasServer('web-1')
  await isSignedIn(page, cloud, project)
  // What has ended by then is not told: the resize starts after it.
  const tasks = page.waitForResponse((response) => response.url().endsWith('/bff/me/tasks'))
  await page.goto(`/p/${project.api.projectId}/images`)
  await (await tasks).finished()
  const { flavors } = await project.api.call<{ flavors: { id: string; name: string }[] }>(
    'GET',
    '/compute/v2.1/flavors',
  )
  const flavorRef = flavors.find(({ name }) => name === 'm1.micro')!.id
  await project.api.call('POST', `/compute/v2.1/servers/${id}/action`, { resize: { flavorRef } })
  const notice = page.getByRole('status').filter({ hasText: 'Resize web-1: done' })
  await notice.getByRole('link', { name: 'Show web-1' }).click()
  await expect(page).toHaveURL(new RegExp(`/servers/${id}/activity$`))
})

plain('a run that the cloud was killed in goes on at its next start, and asks no server twice', async ({ request }) => {
  plain.setTimeout(120_000)
  const cloud = await startCloud({ KILONOVA_DRIVER: 'fake', KILONOVA_FAKE_HOSTS: '4' })
  try {
    const project = await aProject(cloud)
    const servers: string[] = []
    for (let nth = 1; nth <= 8; nth++) servers.push(await project.hasServer(`web-${nth}`))
    const signIn = { name: 'admin', password: cloud.adminPassword }
    const headers = { origin: cloud.url }
    await request.post(`${cloud.url}/bff/session`, { headers, data: signIn })
    const scope = `${cloud.url}/bff/p/${project.api.projectId}`
    const data = { command: { action: 'lock' }, servers }
    const { id } = (await (await request.post(`${scope}/bulk`, { headers, data })).json()) as { id: string }
    await cloud.kill()
    await cloud.start()
    await expect
      .poll(
        async () => {
          const response = await request.get(`${scope}/api/compute/kilonova/bulk-actions/${id}`)
          return ((await response.json()) as { bulk_action: { counts: object } }).bulk_action?.counts
        },
        { timeout: 30_000 },
      )
      .toMatchObject({ total: 8, done: 8, waiting: 0 })
    const response = await request.get(`${scope}/api/compute/kilonova/activity?bulk_action_id=${id}`)
    expect(((await response.json()) as { activity: object[] }).activity).toHaveLength(8)
  } finally {
    await cloud.dispose()
  }
})
