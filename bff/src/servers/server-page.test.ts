import { expect, test } from '../../test/support/cloud-test.ts'
import { imageAndFlavor, tooLargeFlavor } from '../../test/support/servers.ts'

test('one page has the server, its fault and its actions step by step', async ({ member, person, project }) => {
  const id = await project.hasServer('web-1')
  await member.request(`/bff/servers/${id}/actions`, { method: 'POST', json: { action: 'stop' } })
  await project.serverIs(id, 'SHUTOFF')
  const page = await member.json<{ actions: { steps: { outcome: string }[] }[] }>(`/bff/servers/${id}`)
  expect(page).toMatchObject({
    server: { name: 'web-1', status: 'SHUTOFF', zone: 'nova', image: { name: 'kilonova-guest-1' } },
    fault: null,
    actions: [
      { action: 'stop', outcome: 'done', by: person.name },
      { action: 'create', outcome: 'done', by: 'admin' },
    ],
  })
  // One request, however many actions there are.
  expect(member.seen.filter(({ url }) => /instance-actions|activity/.test(url))).toHaveLength(1)
  for (const { steps } of page.actions) {
    expect(steps.length).toBeGreaterThan(0)
    expect(steps.map(({ outcome }) => outcome)).toEqual(steps.map(() => 'done'))
  }
})

test('a server that does not exist is a 404 with the cloud’s own message', async ({ member }) => {
  const response = await member.request('/bff/servers/nothing')
  expect(response.status).toBe(404)
  expect(await response.json()).toMatchObject({ error: { message: 'Instance nothing could not be found.' } })
})

test('the reason of a failure is shown to the owner at the step that failed', async ({ member, project }) => {
  const flavorId = await tooLargeFlavor(project.api)
  const server = { name: 'web-1', ...(await imageAndFlavor(project.api)), flavorRef: flavorId, networks: 'none' }
  const { ids } = await member.json<{ ids: string[] }>('/bff/servers', {
    method: 'POST',
    json: { request: { server } },
  })
  const id = ids[0]!
  await project.serverIs(id, 'ERROR')
  interface Page {
    fault: { message: string; requestId: string }
    actions: { requestId: string; outcome: string; steps: { outcome: string; details: string | null }[] }[]
  }
  const thePage = () => member.json<Page>(`/bff/servers/${id}`)
  // The server is in error a moment before its action has ended.
  await expect.poll(async () => (await thePage()).actions.map(({ outcome }) => outcome)).toEqual(['failed'])
  const { fault, actions } = await thePage()
  expect(fault.message).toMatch(/No valid host was found/)
  expect(actions).toMatchObject([{ outcome: 'failed', requestId: fault.requestId }])
  const failed = actions[0]!.steps.filter(({ outcome }) => outcome === 'failed')
  expect(failed).toMatchObject([{ details: fault.message }])
})

test('name, description, metadata and tags are changed in place', async ({ member, project }) => {
  const id = await project.hasServer('web-1')
  const path = `/bff/servers/${id}`
  const put = (what: string, json: object) =>
    member.request(`/bff/api/compute/servers/${id}${what}`, { method: 'PUT', json })
  await put('', { server: { name: 'web-2', description: 'front' } })
  await put('/metadata', { metadata: { team: 'a' } })
  await put('/tags', { tags: ['blue'] })
  expect(await member.json(path)).toMatchObject({
    server: { name: 'web-2', description: 'front', metadata: { team: 'a' }, tags: ['blue'] },
  })
  await put('', { server: { description: null } })
  expect(await member.json(path)).toMatchObject({ server: { name: 'web-2', description: null } })
})

test('a hostname is changed, and one that is none is refused by the cloud', async ({ member, project }) => {
  const id = await project.hasServer('web-1')
  const path = `/bff/servers/${id}`
  const put = (hostname: string) =>
    member.request(`/bff/api/compute/servers/${id}`, { method: 'PUT', json: { server: { hostname } } })
  await put('front.example.org')
  expect(await member.json(path)).toMatchObject({ server: { name: 'web-1', hostname: 'front.example.org' } })
  for (const hostname of ['', 'not a name']) expect((await put(hostname)).status).toBe(400)
})

test('the reason why metadata cannot be changed is told, and the cloud refuses it so', async ({ member, project }) => {
  const id = await project.hasServer('web-1')
  const path = `/bff/servers/${id}`
  const refusal = async () =>
    (await member.json<{ server: { metadataRefusal: string | null } }>(path)).server.metadataRefusal
  expect(await refusal()).toBeNull()
  await project.api.call('POST', `/compute/v2.1/servers/${id}/action`, { lock: {} })
  expect(await refusal()).toBe('locked')
  const json = { metadata: { team: 'a' } }
  const put = await member.request(`/bff/api/compute/servers/${id}/metadata`, { method: 'PUT', json })
  expect(put.status).toBe(409)
})

test('the group of a server comes with its name', async ({ member, project }) => {
  const { server_group: group } = await project.api.call<{ server_group: { id: string } }>(
    'POST',
    '/compute/v2.1/os-server-groups',
    { server_group: { name: 'apart', policy: 'anti-affinity' } },
  )
  const server = { name: 'web-1', ...(await imageAndFlavor(project.api)), networks: 'none' }
  const { ids } = await member.json<{ ids: string[] }>('/bff/servers', {
    method: 'POST',
    json: { request: { server, 'os:scheduler_hints': { group: group.id } } },
  })
  const path = `/bff/servers/${ids[0]!}`
  expect(await member.json(path)).toMatchObject({
    server: { group: { id: group.id, name: 'apart', policy: 'anti-affinity' } },
  })
  expect(await member.json(`/bff/servers/${await project.hasServer('web-2')}`)).toMatchObject({
    server: { group: null },
  })
})

test('every request uses the newest compute microversion', async ({ member, project }) => {
  await member.request('/bff/servers')
  const computeRequests = member.seen.filter(({ url }) => url.includes('/compute/v2.1/'))
  const { version } = await project.api.call<{ version: { version: string } }>('GET', '/compute/v2.1/')
  expect(computeRequests.map(({ headers }) => headers.get('openstack-api-version'))).toEqual([
    `compute ${version.version}`,
  ])
})

test('a token that the cloud no longer accepts ends the session', async ({ member, project }) => {
  await member.request('/bff/servers')
  for (const token of member.tokens())
    await project.api.call('DELETE', '/identity/v3/auth/tokens', undefined, { 'x-subject-token': token })
  expect((await member.request('/bff/servers')).status).toBe(401)
  expect(member.cookie()).toBe('')
})

test('the console log and the network interfaces are shown', async ({ member, project }) => {
  const id = await project.hasServer('web-1', { networks: 'auto' })
  const json = { 'os-getConsoleOutput': { length: 500 } }
  expect(await member.json(`/bff/api/compute/servers/${id}/action`, { method: 'POST', json })).toEqual({
    output: expect.stringContaining('login:'),
  })
  const { interfaceAttachments: found } = await project.api.call<{ interfaceAttachments: Record<string, never>[] }>(
    'GET',
    `/compute/v2.1/servers/${id}/os-interface`,
  )
  expect(await member.json(`/bff/servers/${id}/interfaces`)).toEqual({
    interfaces: [
      {
        portId: found[0]!['port_id'],
        networkId: found[0]!['net_id'],
        networkName: expect.stringMatching(/./),
        mac: expect.stringMatching(/^fa:16:3e:/),
        addresses: [expect.stringMatching(/^10\.64\./)],
      },
    ],
  })
})
