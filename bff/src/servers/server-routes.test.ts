import { expect, test } from 'vitest'
import { aBrowser } from '../../test/support/a-browser.ts'

async function signedIn() {
  const browser = aBrowser()
  await browser.signIn()
  return browser
}

test('the list says what each server cannot do now, and why', async () => {
  const { request, servers } = await signedIn()
  servers.add({ name: 'web-1' })
  const { servers: rows } = (await (await request('/bff/servers')).json()) as { servers: Record<string, unknown>[] }
  expect(rows[0]).toMatchObject({ name: 'web-1', status: 'ACTIVE', image: { name: 'kilonova-small' } })
  const refusals = rows[0]?.['refusals'] as Record<string, string>
  expect(refusals['start']).toBe("Cannot 'start' instance web-1 while it is in vm_state active. It must be stopped.")
  expect(refusals['stop']).toBeUndefined()
  expect(refusals['resetState']).toBe('It takes the role admin.')
})

test('a locked server refuses its owner, and not an administrator', async () => {
  const owner = await signedIn()
  owner.servers.add({ name: 'web-1', locked: true })
  const row = async (browser: typeof owner) =>
    ((await (await browser.request('/bff/servers')).json()) as { servers: { refusals: object }[] }).servers[0]
  expect(Object.keys((await row(owner))?.refusals ?? {})).toContain('stop')
  await owner.request('/bff/session', {
    method: 'POST',
    json: { name: 'admin', password: 'secret', projectId: 'p-demo' },
  })
  expect(Object.keys((await row(owner))?.refusals ?? {})).not.toContain('stop')
})

test('every request speaks the newest compute microversion', async () => {
  const { request, seen } = await signedIn()
  await request('/bff/servers')
  const computeRequests = seen.filter(({ url }) => url.includes('/compute/'))
  expect(computeRequests.map(({ headers }) => headers.get('openstack-api-version'))).toEqual(['compute 2.104'])
})

test('what the cloud refuses keeps its message, status, service and request id', async () => {
  const { request, servers, faults } = await signedIn()
  const { id } = servers.add({ name: 'web-1' })
  faults.set(`POST /compute/v2.1/servers/${String(id)}/action`, { status: 409, message: "Cannot 'stop' it now." })
  const answer = await request(`/bff/servers/${String(id)}/actions`, { method: 'POST', json: { action: 'stop' } })
  expect(answer.status).toBe(409)
  expect(await answer.json()).toEqual({
    error: {
      message: "Cannot 'stop' it now.",
      status: 409,
      service: 'compute',
      requestId: expect.stringMatching(/^req-/),
    },
  })
})

test('a token that the cloud no longer knows ends the session', async () => {
  const { request, faults, cookie } = await signedIn()
  faults.set('GET /compute/v2.1/servers/detail', { status: 401, message: 'The token is revoked.' })
  expect((await request('/bff/servers')).status).toBe(401)
  expect(cookie()).toBe('')
})

test('a search is for what was typed, by name or by address', async () => {
  const { request, seen } = await signedIn()
  const asked = async (search: string) => {
    await request(`/bff/servers?search=${encodeURIComponent(search)}`)
    const { searchParams } = new URL(seen.findLast(({ url }) => url.includes('/servers/detail'))?.url ?? 'http://none')
    return [searchParams.get('name'), searchParams.get('ip')]
  }
  expect(await asked('web')).toEqual(['web', null])
  expect(await asked('a+b')).toEqual(['a\\+b', null])
  expect(await asked('10.0.')).toEqual([null, '10\\.0\\.'])
  expect(await asked('fd00:1')).toEqual([null, 'fd00:1'])
})

test('images that cannot be listed do not take the servers down with them', async () => {
  const { request, servers, faults } = await signedIn()
  servers.add({ name: 'web-1' })
  faults.set('GET /image/v2/images', { status: 503, message: 'down' })
  const answer = await request('/bff/servers')
  expect(((await answer.json()) as { servers: unknown[] }).servers).toHaveLength(1)
})

test('one page answers with the server, its fault and its actions step by step', async () => {
  const { request, servers } = await signedIn()
  const { id } = servers.add({ name: 'web-1' })
  await request(`/bff/servers/${String(id)}/actions`, { method: 'POST', json: { action: 'stop' } })
  const page = await (await request(`/bff/servers/${String(id)}`)).json()
  expect(page).toMatchObject({
    server: { name: 'web-1', status: 'SHUTOFF', zone: 'nova' },
    fault: null,
    actions: [{ outcome: 'done', by: 'one', steps: [{ outcome: 'done' }] }],
  })
})

test('a server that is not there is a 404 with the cloud’s own words', async () => {
  const { request } = await signedIn()
  const answer = await request('/bff/servers/nothing')
  expect(answer.status).toBe(404)
  expect(await answer.json()).toMatchObject({ error: { message: 'Instance could not be found.' } })
})

test.each([
  [{ name: '', imageId: 'i', flavorId: 'f' }, 'Give the server a name.'],
  [{ name: 'a', imageId: 'i', flavorId: 'f', count: 0 }, 'count'],
  [{ name: 'a', imageId: 'i', flavorId: 'f', surprise: 1 }, 'surprise'],
])('a form that is filled in wrongly (%o) is refused with what is wrong', async (json, why) => {
  const { request, seen } = await signedIn()
  const before = seen.length
  const answer = await request('/bff/servers', { method: 'POST', json })
  expect(answer.status).toBe(400)
  expect(((await answer.json()) as { error: { message: string } }).error.message).toContain(why)
  expect(seen.length).toBe(before)
})

test('a body that is no JSON is a 400', async () => {
  const { request } = await signedIn()
  const answer = await request('/bff/servers', {
    method: 'POST',
    body: '{',
    headers: { 'content-type': 'application/json' },
  })
  expect(answer.status).toBe(400)
})

test('a server is asked for with its key, its network and its user data', async () => {
  const { request, seen } = await signedIn()
  const json = {
    name: 'web',
    imageId: 'i',
    flavorId: 'f',
    keyName: 'k',
    networks: [{ networkId: 'n-1' }],
    userData: '#!/bin/sh',
    count: 3,
  }
  expect((await request('/bff/servers', { method: 'POST', json })).status).toBe(202)
  expect(await seen.at(-1)?.json()).toEqual({
    server: {
      name: 'web',
      imageRef: 'i',
      flavorRef: 'f',
      key_name: 'k',
      networks: [{ uuid: 'n-1' }],
      user_data: Buffer.from('#!/bin/sh').toString('base64'),
      min_count: 3,
      max_count: 3,
    },
  })
})

test('all that the form takes reaches the cloud by its OpenStack name', async () => {
  const { request, seen } = await signedIn()
  const json = {
    name: 'web',
    imageId: 'i',
    flavorId: 'f',
    networks: [{ networkId: 'n-1' }, { portId: 'p-1' }],
    description: 'front',
    hostname: 'web',
    adminPassword: 'secret',
    configDrive: true,
    zone: 'nova',
    host: 'host-1',
    groupId: 'g-1',
    tags: ['blue'],
    metadata: { team: 'a' },
    hints: { same_host: ['s-1'] },
  }
  expect((await request('/bff/servers', { method: 'POST', json })).status).toBe(202)
  expect(await seen.at(-1)?.json()).toEqual({
    server: {
      name: 'web',
      imageRef: 'i',
      flavorRef: 'f',
      networks: [{ uuid: 'n-1' }, { port: 'p-1' }],
      description: 'front',
      hostname: 'web',
      adminPass: 'secret',
      config_drive: true,
      availability_zone: 'nova',
      host: 'host-1',
      tags: ['blue'],
      metadata: { team: 'a' },
    },
    'os:scheduler_hints': { same_host: ['s-1'], group: 'g-1' },
  })
})

test('a reader may look, and is told what acting takes', async () => {
  const browser = aBrowser()
  await browser.signIn('guest')
  await browser.request('/bff/session/project', { method: 'PUT', json: { projectId: 'p-demo' } })
  const { id } = browser.servers.add({ name: 'web-1' })
  const { servers } = (await (await browser.request('/bff/servers')).json()) as {
    servers: { refusals: Record<string, string> }[]
  }
  expect(servers[0]?.refusals['stop']).toBe('It takes the role member in this project.')
  const page = await (await browser.request(`/bff/servers/${String(id)}`)).json()
  expect(page).toMatchObject({ server: { editRefusal: 'It takes the role member in this project.' } })
})

test('name, description, metadata and tags are changed where they stand', async () => {
  const { request, servers, seen } = await signedIn()
  const { id } = servers.add({ name: 'web-1' })
  const path = `/bff/servers/${String(id)}`
  await request(path, { method: 'PATCH', json: { name: 'web-2', description: null } })
  expect(await seen.at(-1)?.json()).toEqual({ server: { name: 'web-2', description: null } })
  await request(`${path}/metadata`, { method: 'PUT', json: { metadata: { team: 'a' } } })
  await request(`${path}/tags`, { method: 'PUT', json: { tags: ['blue'] } })
  expect(await (await request(path)).json()).toMatchObject({
    server: { name: 'web-2', metadata: { team: 'a' }, tags: ['blue'] },
  })
})

test('what explains a failure to the owner stands at the step that failed', async () => {
  const { request, servers, actions } = await signedIn()
  const at = new Date().toISOString()
  const fault = { code: 500, message: 'No valid host was found.', created: at }
  const { id } = servers.add({ name: 'web-1', status: 'ERROR', 'OS-EXT-STS:vm_state': 'error', fault })
  const failed = { event: 'schedule', start_time: at, finish_time: at, result: 'Error' }
  const action = {
    action: 'create',
    message: 'Error',
    request_id: 'req-1',
    start_time: at,
    updated_at: at,
    user_id: 'u-one',
  }
  actions.set(String(id), [{ ...action, events: [failed] }])
  expect(await (await request(`/bff/servers/${String(id)}`)).json()).toMatchObject({
    fault: { requestId: 'req-1' },
    actions: [{ outcome: 'failed', steps: [{ outcome: 'failed', details: 'No valid host was found.' }] }],
  })
})

test('diagnostics are for administrators, the topology is for everybody', async () => {
  const { request, servers, faults } = await signedIn()
  const { id } = servers.add({ name: 'web-1' })
  const path = `/bff/servers/${String(id)}/diagnostics`
  expect(await (await request(path)).json()).toMatchObject({
    diagnostics: null,
    topology: {
      value: {
        pageKb: 4,
        nodes: [
          {
            memoryMb: 1024,
            pinning: [
              { vcpu: 0, hostCpu: 0 },
              { vcpu: 1, hostCpu: 5 },
            ],
          },
          {},
        ],
      },
    },
  })
  await request('/bff/session', { method: 'POST', json: { name: 'admin', password: 'secret', projectId: 'p-demo' } })
  faults.set(`GET /compute/v2.1/servers/${String(id)}/diagnostics`, { status: 409, message: 'It does not run.' })
  expect(await (await request(path)).json()).toMatchObject({
    diagnostics: { value: null, refused: { message: 'It does not run.', status: 409 } },
    topology: { refused: null },
  })
})

test('network cards are told by their addresses', async () => {
  const { request, servers } = await signedIn()
  const { id } = servers.add({ name: 'web-1' })
  expect(await (await request(`/bff/servers/${String(id)}/interfaces`)).json()).toEqual({
    interfaces: [{ portId: 'p-7', networkId: 'n-1', mac: 'fa:16:3e:00:00:01', addresses: ['10.0.0.5'] }],
  })
})
