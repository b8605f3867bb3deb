import { aProject } from '../../test/support/a-project.ts'
import { expect, test } from '../../test/support/cloud-test.ts'
import { imageAndFlavor } from '../../test/support/servers.ts'

interface Made {
  ids: string[]
  refusal: { message: string; names: string[]; requestId?: string } | null
}

test('one request for several servers leaves their names to the cloud', async ({ member, project }) => {
  const server = { name: 'web', ...(await imageAndFlavor(project.api)), networks: 'none', min_count: 3, max_count: 3 }
  const response = await member.request('/bff/servers', { method: 'POST', json: { request: { server } } })
  expect(response.status).toBe(202)
  const { ids } = (await response.json()) as Made
  const { servers } = await project.api.call<{ servers: { id: string; name: string }[] }>(
    'GET',
    '/compute/v2.1/servers?sort_key=display_name&sort_dir=asc',
  )
  expect(servers.map(({ name }) => name)).toEqual(['web-1', 'web-2', 'web-3'])
  expect(servers.map(({ id }) => id)).toContain(ids[0])
})

test('servers with names of their own are all as the one request says', async ({ member, project }) => {
  const request = {
    server: { name: '-', ...(await imageAndFlavor(project.api)), networks: 'none', tags: ['blue'] },
    'os:scheduler_hints': {},
  }
  const json = { request, names: ['web-08', 'web-09', 'web-10'] }
  const { ids, refusal } = await member.json<Made>('/bff/servers', { method: 'POST', json })
  expect(refusal).toBeNull()
  const made = await Promise.all(
    ids.map((id) => project.api.call<{ server: Record<string, unknown> }>('GET', `/compute/v2.1/servers/${id}`)),
  )
  expect(made.map(({ server }) => [server['name'], server['tags']])).toEqual([
    ['web-08', ['blue']],
    ['web-09', ['blue']],
    ['web-10', ['blue']],
  ])
})

test('of several servers those that were begun are told, and why the rest was not', async ({ member, project }) => {
  const quota = { quota_set: { instances: 2 } }
  await project.api.call('PUT', `/compute/v2.1/os-quota-sets/${project.id}`, quota)
  const server = { name: '-', ...(await imageAndFlavor(project.api)), networks: 'none' }
  const json = { request: { server }, names: ['a', 'b', 'c', 'd'] }
  const { ids, refusal } = await member.json<Made>('/bff/servers', { method: 'POST', json })
  expect(ids).toHaveLength(2)
  expect(refusal).toMatchObject({ message: expect.stringMatching(/quota/i), names: ['c', 'd'] })
  const none = await member.request('/bff/servers', { method: 'POST', json })
  expect(none.status).toBe(403)
  expect(await none.json()).toMatchObject({ error: { service: 'compute', requestId: expect.stringMatching(/^req-/) } })
})

test('what compute refuses is refused in its own words', async ({ member, project }) => {
  const server = { name: 'web', ...(await imageAndFlavor(project.api)), networks: 'none', surprise: 1 }
  const json = { request: { server } }
  const response = await member.request('/bff/servers', { method: 'POST', json })
  expect(response.status).toBe(400)
  expect(((await response.json()) as { error: { message: string } }).error.message).toContain('surprise')
})

test('a server without a name is refused before anything is asked of the cloud', async ({ member }) => {
  const before = member.seen.length
  const json = { request: { server: { name: ' ' } } }
  const response = await member.request('/bff/servers', { method: 'POST', json })
  expect(response.status).toBe(400)
  expect(((await response.json()) as { error: { message: string } }).error.message).toContain('Give the server a name.')
  expect(member.seen.length).toBe(before)
})

test('the form offers free ports, hosts for administrators, and what a choice is about', async ({
  cloud,
  project,
  openBrowser,
}) => {
  const admin = openBrowser()
  await admin.signIn(await project.hasPerson('admin'))
  const { network } = await project.api.call<{ network: { id: string } }>('POST', '/network/v2.0/networks', {
    network: { name: 'front' },
  })
  await project.api.call('POST', '/network/v2.0/subnets', {
    subnet: { network_id: network.id, ip_version: 4, cidr: '192.168.7.0/24' },
  })
  const { port } = await project.api.call<{ port: { id: string } }>('POST', '/network/v2.0/ports', {
    port: { network_id: network.id, fixed_ips: [{ ip_address: '192.168.7.77' }] },
  })
  const other = await aProject(cloud.admin)
  await other.api.call('POST', '/network/v2.0/networks', { network: { name: 'of somebody else' } })
  const taken = { network_id: network.id, device_id: 'a-device' }
  await project.api.call('POST', '/network/v2.0/ports', { port: taken })
  const offered = await admin.json<{ networks: { name: string }[] }>('/bff/servers/create-options')
  expect(offered.networks.map(({ name }) => name)).not.toContain('of somebody else')
  expect(offered).toMatchObject({
    networks: expect.arrayContaining([expect.objectContaining({ id: network.id, cidrs: ['192.168.7.0/24'] })]),
    ports: [{ id: port.id, network: 'front', addresses: ['192.168.7.77'] }],
    hosts: ['fake-1', 'fake-2'],
    zones: ['nova'],
    images: expect.arrayContaining([
      expect.objectContaining({ name: 'kilonova-guest-1', isSnapshot: false, isMine: false, visibility: 'public' }),
    ]),
    flavors: expect.arrayContaining([
      expect.objectContaining({ name: 'm1.nano', swapMb: 0, ephemeralGb: 0, extraSpecs: {} }),
    ]),
  })
})

test('of flavors with the same memory and CPUs the one with the smaller disk is offered first', async ({
  member,
  project,
}) => {
  type Flavor = { name: string; vcpus: number; ramMb: number }
  const offered = async () => (await member.json<{ flavors: Flavor[] }>('/bff/servers/create-options')).flavors
  const { vcpus, ramMb: ram } = (await offered()).find(({ name }) => name === 'm1.nano')!
  // The API lists flavors by their ids.
  const larger = { id: `0-${crypto.randomUUID()}`, name: crypto.randomUUID(), vcpus, ram, disk: 1_000_000 }
  await project.api.call('POST', '/compute/v2.1/flavors', { flavor: larger })
  const names = (await offered()).map(({ name }) => name)
  expect(names).toContain(larger.name)
  expect(names.indexOf(larger.name)).toBeGreaterThan(names.indexOf('m1.nano'))
})

test('a body that is not JSON is a 400', async ({ member }) => {
  const headers = { 'content-type': 'application/json' }
  const response = await member.request('/bff/servers', { method: 'POST', body: '{', headers })
  expect(response.status).toBe(400)
})
