import { expect, test } from '../../test/support/cloud-test.ts'
import { imageAndFlavor } from '../../test/support/servers.ts'
import { withMemberNames } from './member-names.ts'

test('a group is created with its rule, lists its members by name, and is deleted', async ({ member, project }) => {
  const json = { name: 'web', policy: 'anti-affinity', maxPerHost: 2 }
  const { id } = await member.json<{ id: string }>('/bff/server-groups', { method: 'POST', json })
  expect(await project.api.call('GET', `/compute/v2.1/os-server-groups/${id}`)).toMatchObject({
    server_group: { name: 'web', policy: 'anti-affinity', rules: { max_server_per_host: 2 } },
  })
  const server = { name: 'web-1', networks: 'none', ...(await imageAndFlavor(project.api)) }
  const { ids } = await member.json<{ ids: string[] }>('/bff/servers', {
    method: 'POST',
    json: { request: { server, 'os:scheduler_hints': { group: id } } },
  })
  const serverId = ids[0]
  expect(await member.json('/bff/server-groups')).toEqual({
    groups: [{ id, name: 'web', policy: 'anti-affinity', maxPerHost: 2, members: [{ id: serverId, name: 'web-1' }] }],
  })
  await member.request(`/bff/server-groups/${id}`, { method: 'DELETE' })
  expect(await member.json('/bff/server-groups')).toEqual({ groups: [] })
})

test('a member that cannot be seen is listed by its id', () => {
  const group = { id: 'g', name: 'web', policy: 'affinity', maxPerHost: null, memberIds: ['s-1', 'gone'] } as const
  expect(withMemberNames({ ...group, memberIds: [...group.memberIds] }, new Map([['s-1', 'web-1']]))).toEqual({
    id: 'g',
    name: 'web',
    policy: 'affinity',
    maxPerHost: null,
    members: [
      { id: 's-1', name: 'web-1' },
      { id: 'gone', name: 'gone' },
    ],
  })
})

test('a group without a name is rejected before the cloud is called', async ({ member }) => {
  const before = member.seen.length
  const rejected = await member.json('/bff/server-groups', { method: 'POST', json: { name: ' ', policy: 'affinity' } })
  expect(rejected).toMatchObject({ error: { status: 400, message: 'name: Give the group a name.' } })
  expect(member.seen.length).toBe(before)
})
