import { vi } from 'vitest'
import { expect, test } from '../../test/support/cloud-test.ts'
import { imageAndFlavor } from '../../test/support/servers.ts'
import type { TaskView } from './list-tasks.ts'

const tasksOf = async (browser: { json<Body>(path: string): Promise<Body> }) =>
  (await browser.json<{ tasks: TaskView[] }>('/bff/me/tasks')).tasks

test('what I have asked for is told with how far it has come, and nothing that others have asked for', async ({
  member,
  project,
}) => {
  const id = await project.hasServer('web-1')
  expect(await tasksOf(member)).toEqual([])
  await member.request(`/bff/servers/${id}/actions`, { method: 'POST', json: { action: 'stop' } })
  await project.serverIs(id, 'SHUTOFF')
  expect(await tasksOf(member)).toMatchObject([
    {
      action: 'stop',
      runId: null,
      outcome: 'done',
      project: { id: project.id, name: project.name },
      server: { id, name: 'web-1', isDeleted: false },
      servers: 1,
      progress: null,
      finishedAt: expect.stringMatching(/Z$/),
    },
  ])
})

test('servers that were created with one request are one task', async ({ member, project }) => {
  const server = { name: 'web', min_count: 3, ...(await imageAndFlavor(project.api)), networks: 'none' }
  await member.request('/bff/servers', { method: 'POST', json: { request: { server } } })
  await vi.waitFor(async () => {
    expect(await tasksOf(member)).toMatchObject([
      { action: 'create', servers: 3, server: null, outcome: 'done', counts: { done: 3, failed: 0, running: 0 } },
    ])
  })
})

test('a command to many servers is one task, which ends when all of them have', async ({ member, project }) => {
  const servers = [await project.hasServer('web-1'), await project.hasServer('web-2')]
  const json = { command: { action: 'stop' }, servers: [...servers, '6d2a2a5c-0000-4000-8000-000000000000'] }
  const response = await member.request('/bff/bulk', { method: 'POST', json })
  expect(response.status).toBe(202)
  const { id } = (await response.json()) as { id: string }
  await vi.waitFor(
    async () => {
      expect(await tasksOf(member)).toMatchObject([
        { id, runId: id, action: 'os-stop', servers: 3, outcome: 'failed', counts: { done: 2, failed: 1, running: 0 } },
      ])
    },
    { timeout: 10_000 },
  )
  const { bulk_action: run } = await member.json<{ bulk_action: { servers: object[] } }>(
    `/bff/p/${project.id}/api/compute/kilonova/bulk-actions/${id}`,
  )
  expect(run.servers).toMatchObject([
    { server_name: 'web-1', outcome: 'done' },
    { server_name: 'web-2', outcome: 'done' },
    { server_name: null, outcome: 'refused', status: 404 },
  ])
})

test('all servers that a query finds are commanded', async ({ member, project }) => {
  await project.hasServer('web-1')
  await project.hasServer('db-1')
  const json = { command: { action: 'delete' }, q: 'name:web-*' }
  expect(await member.json('/bff/bulk', { method: 'POST', json })).toMatchObject({ servers: 1 })
})

test('what is for one server at a time, names nobody or is no command is refused', async ({ member }) => {
  const servers = ['6d2a2a5c-0000-4000-8000-000000000000']
  for (const json of [
    { command: { action: 'attachInterface' }, servers },
    { command: { action: 'changePassword', adminPassword: 'x' }, servers },
    { command: { action: 'fly' }, servers },
    { command: { action: 'stop' } },
    { command: { action: 'stop' }, servers: [] },
    { command: { action: 'stop' }, q: 'colour:red' },
  ])
    expect({ json, status: (await member.request('/bff/bulk', { method: 'POST', json })).status }).toEqual({
      json,
      status: 400,
    })
})

test('a reader begins none', async ({ openBrowser, project }) => {
  const reader = openBrowser()
  await reader.signIn(await project.hasPerson('reader'))
  const json = { command: { action: 'stop' }, servers: [await project.hasServer('web-1')] }
  expect((await reader.request('/bff/bulk', { method: 'POST', json })).status).toBe(403)
})

test('what was asked for in a project that I have left is told no more', async ({ openBrowser, project }) => {
  const person = await project.hasPerson('member')
  const browser = openBrowser()
  await browser.signIn(person)
  const id = await project.hasServer('web-1')
  await browser.request(`/bff/servers/${id}/actions`, { method: 'POST', json: { action: 'lock' } })
  expect(await tasksOf(browser)).toMatchObject([{ action: 'lock' }])
  await project.api.call(
    'DELETE',
    `/identity/v3/projects/${project.id}/users/${person.id}/roles/${await memberRole(project)}`,
  )
  await browser.signIn(person)
  expect(await tasksOf(browser)).toEqual([])
})

async function memberRole({ api }: { api: { call<Body>(method: string, path: string): Promise<Body> } }) {
  const { roles } = await api.call<{ roles: { id: string }[] }>('GET', '/identity/v3/roles?name=member')
  return roles[0]!.id
}

test('nobody who is not signed in is told anything', async ({ openBrowser }) => {
  expect((await openBrowser().request('/bff/me/tasks')).status).toBe(401)
})
