import { onTestFinished } from 'vitest'
import { aProject } from '../../test/support/a-project.ts'
import { expect, test } from '../../test/support/cloud-test.ts'
import type { Found } from './go-routes.ts'

test('a thing is found by id, by the beginning of it, by name and by address, in every project of mine and in no other', async ({
  cloud,
  member,
  person,
  project,
}) => {
  const [laboratory, foreign] = [await aProject(cloud.admin), await aProject(cloud.admin)]
  await laboratory.grants(person, 'member')
  const name = `web-${project.id.slice(0, 8)}`
  const id = await laboratory.hasServer(name)
  await foreign.hasServer(name)
  const go = async (q: string) =>
    (await member.json<{ found: Found[] }>(`/bff/go?q=${encodeURIComponent(q)}`)).found.map((one) => [
      one.kind,
      one.id,
      one.projectId,
      one.isExact,
    ])
  expect(await go(id)).toEqual([['server', id, laboratory.id, true]])
  expect(await go(id.slice(0, 9))).toEqual([['server', id, laboratory.id, false]])
  expect(await go(name.toUpperCase())).toEqual([['server', id, laboratory.id, true]])
  const { network } = await laboratory.api.call<{ network: { id: string } }>('POST', '/network/v2.0/networks', {
    network: { name: `${name} net` },
  })
  expect(await go(`${name} NET`)).toEqual([['network', network.id, laboratory.id, true]])
  expect(await go('nothing like this')).toEqual([])
})

test('an address means the server that has it, and not the port by which it has it', async ({
  cloud,
  member,
  person,
}) => {
  const laboratory = await aProject(cloud.admin)
  await laboratory.grants(person, 'member')
  const id = await laboratory.hasServer('web', { networks: 'auto' })
  const { ports } = await laboratory.api.call<{ ports: { id: string; fixed_ips: { ip_address: string }[] }[] }>(
    'GET',
    `/network/v2.0/ports?device_id=${id}`,
  )
  const [port] = ports
  const go = async (q: string) => {
    const { found } = await member.json<{ found: Found[] }>(`/bff/go?${new URLSearchParams({ q })}`)
    return found.map((one) => [one.kind, one.id, one.isExact])
  }
  expect(await go(port!.fixed_ips[0]!.ip_address)).toEqual([
    ['server', id, true],
    ['port', port!.id, false],
  ])
  expect(await go(port!.id)).toEqual([['port', port!.id, true]])
})

test('a group is found by id and name, and a key pair, which is in no project, once by its name and its fingerprint', async ({
  cloud,
  member,
  person,
  project,
}) => {
  const laboratory = await aProject(cloud.admin)
  await laboratory.grants(person, 'member')
  const api = '/bff/api/compute'
  const name = `desk ${project.id.slice(0, 8)} @home.v1`
  const { server_group: group } = await member.json<{ server_group: { id: string } }>(`${api}/os-server-groups`, {
    method: 'POST',
    json: { server_group: { name, policy: 'affinity' } },
  })
  const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBEDtFT5xzPxUxYKPL9QHB8wb2ihTvIMYD8cAlaDmsgp ada'
  const { keypair } = await member.json<{ keypair: { fingerprint: string } }>(`${api}/os-keypairs`, {
    method: 'POST',
    json: { keypair: { name, public_key: key } },
  })
  const go = async (q: string) => {
    const query = new URLSearchParams({ q, project: project.id })
    const { found } = await member.json<{ found: Found[] }>(`/bff/go?${query}`)
    return found.map((one) => [one.kind, one.id, one.name, one.projectId, one.isExact])
  }
  const [theGroup, theKey] = [
    ['server-group', group.id, name, project.id],
    ['key-pair', name, name, project.id],
  ]
  expect(await go(group.id)).toEqual([[...theGroup, true]])
  expect(await go(group.id.slice(0, 9))).toEqual([[...theGroup, false]])
  expect(await go(name.toUpperCase())).toEqual([
    [...theGroup, true],
    [...theKey, true],
  ])
  expect(await go(keypair.fingerprint)).toEqual([[...theKey, true]])
})

test('administrators find a host by its name, its id and a part of its name; nobody else finds it', async ({
  cloud,
  member,
  project,
  openBrowser,
}) => {
  const administrator = openBrowser()
  await administrator.signIn(await project.hasPerson('admin'))
  const { hosts } = await cloud.admin.call<{ hosts: { id: string; name: string }[] }>(
    'GET',
    '/compute/v2.1/kilonova/hosts',
  )
  const [{ id, name }] = hosts as [{ id: string; name: string }]
  const go = async (browser: typeof member, q: string) => {
    const { found } = await browser.json<{ found: Found[] }>(`/bff/go?q=${encodeURIComponent(q)}`)
    return found.filter(({ kind }) => kind === 'host').map((one) => [one.id, one.projectId, one.isExact])
  }
  expect(await go(administrator, name)).toEqual([[name, '', true]])
  expect(await go(administrator, id)).toEqual([[name, '', true]])
  expect(await go(administrator, name.slice(0, -1))).toContainEqual([name, '', false])
  expect(await go(member, name)).toEqual([])
})

test('administrators find projects, users, flavors, aggregates, groups and roles, and what is in projects of others; nobody else does', async ({
  cloud,
  member,
  project,
  openBrowser,
}) => {
  const administrator = openBrowser()
  await administrator.signIn(await project.hasPerson('admin'))
  const others = await aProject(cloud.admin)
  const serverId = await others.hasServer('web')
  const word = `cosmos-${project.id.slice(0, 8)}`
  const make = async <Answer>(service: string, path: string, json: object) =>
    cloud.admin.call<Answer>('POST', `/${service}${path}`, json)
  const { user } = await make<{ user: { id: string } }>('identity', '/v3/users', { user: { name: `${word}-user` } })
  const { group } = await make<{ group: { id: string } }>('identity', '/v3/groups', {
    group: { name: `${word}-group` },
  })
  const { role } = await make<{ role: { id: string } }>('identity', '/v3/roles', { role: { name: `${word}-role` } })
  const { flavor } = await make<{ flavor: { id: string } }>('compute', '/v2.1/flavors', {
    flavor: { name: `${word}-flavor`, ram: 64, vcpus: 1, disk: 1, 'os-flavor-access:is_public': false },
  })
  const { aggregate } = await make<{ aggregate: { id: number } }>('compute', '/v2.1/os-aggregates', {
    aggregate: { name: `${word}-racks` },
  })
  // Aggregates are of the whole cloud, and others count them.
  onTestFinished(() => cloud.admin.call('DELETE', `/compute/v2.1/os-aggregates/${aggregate.id}`).then(() => undefined))
  const { network } = await others.api.call<{ network: { id: string } }>('POST', '/network/v2.0/networks', {
    network: { name: `${word}-net` },
  })
  const go = async (browser: typeof member, query: Record<string, string>) => {
    const { found } = await browser.json<{ found: Found[] }>(`/bff/go?${new URLSearchParams(query)}`)
    return found.map((one) => `${one.kind} ${one.id} ${one.projectId}`.trim())
  }
  const all = [
    `user ${user.id}`,
    `group ${group.id}`,
    `role ${role.id}`,
    `flavor ${flavor.id}`,
    `aggregate ${aggregate.id}`,
    `network ${network.id}`,
  ]
  expect((await go(administrator, { q: word })).toSorted()).toEqual(all.toSorted())
  expect(await go(administrator, { q: others.id })).toEqual([`project ${others.id}`])
  expect(await go(administrator, { q: serverId })).toEqual([`server ${serverId}`])
  expect(await go(member, { q: word })).toEqual([])
  expect(await go(member, { q: serverId, admin: '1' })).toEqual([])
  expect(await go(member, { q: others.id, admin: '1' })).toEqual([])

  const own = await project.hasServer('own')
  expect(await go(administrator, { q: own })).toEqual([`server ${own} ${project.id}`])
  expect(await go(administrator, { q: own, admin: '1' })).toEqual([`server ${own}`])
  const { found } = await administrator.json<{ found: Found[] }>(`/bff/go?q=${serverId}`)
  expect(found).toMatchObject([{ ofProject: others.name, isExact: true }])
})

test('who sees the whole cloud looks through it once, and through the project that they are in', async ({
  cloud,
  project,
  openBrowser,
}) => {
  const person = await project.hasPerson('admin')
  const laboratories = [await aProject(cloud.admin), await aProject(cloud.admin)] as const
  for (const laboratory of laboratories) await laboratory.grants(person, 'member')
  const id = await laboratories[1].hasServer('web')
  const administrator = openBrowser()
  await administrator.signIn(person)
  const { found } = await administrator.json<{ found: Found[] }>(`/bff/go?q=${id}&project=${project.id}`)
  expect(found).toMatchObject([{ kind: 'server', id, projectId: laboratories[1].id, ofProject: null }])
  expect(administrator.seen.filter(({ url }) => url.includes('/servers/detail'))).toHaveLength(2)
})

test('what is shared is found once, and hostile words find nothing and break nothing', async ({
  cloud,
  member,
  person,
}) => {
  const laboratory = await aProject(cloud.admin)
  await laboratory.grants(person, 'member')
  const { images } = await laboratory.api.call<{ images: { id: string }[] }>(
    'GET',
    '/image/v2/images?visibility=public',
  )
  const { found } = await member.json<{ found: Found[] }>(`/bff/go?q=${images[0]!.id}`)
  expect(found).toHaveLength(1)
  for (const q of ['"', 'status:', '-', '((((', '%', '\\', 'a"b:c', "' or 1=1", '\u0000'])
    expect({ q, status: (await member.request(`/bff/go?q=${encodeURIComponent(q)}`)).status }).toEqual({
      q,
      status: 200,
    })
  expect((await member.request('/bff/go?q=')).status).toBe(400)
})
