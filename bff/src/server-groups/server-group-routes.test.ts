import { expect, test } from 'vitest'
import { aBrowser } from '../../test/support/a-browser.ts'

test('a group is made with its rule, lists its members by name, and goes', async () => {
  const { request, signIn, seen, servers, groups } = aBrowser()
  await signIn()
  const { id: serverId } = servers.add({ name: 'web-1' })
  const json = { name: 'web', policy: 'anti-affinity', maxPerHost: 2 }
  const { id } = (await (await request('/bff/server-groups', { method: 'POST', json })).json()) as { id: string }
  expect(await seen.at(-1)?.json()).toEqual({
    server_group: { name: 'web', policy: 'anti-affinity', rules: { max_server_per_host: 2 } },
  })
  groups.set(id, { ...groups.get(id), members: [serverId, 'gone'] })
  expect(await (await request('/bff/server-groups')).json()).toEqual({
    groups: [
      {
        id,
        name: 'web',
        policy: 'anti-affinity',
        maxPerHost: 2,
        members: [
          { id: serverId, name: 'web-1' },
          { id: 'gone', name: 'gone' },
        ],
      },
    ],
  })
  await request(`/bff/server-groups/${id}`, { method: 'DELETE' })
  expect(groups.size).toBe(0)
})

test('a group without a name is refused before the cloud is asked', async () => {
  const { request, signIn } = aBrowser()
  await signIn()
  const answer = await request('/bff/server-groups', { method: 'POST', json: { name: ' ', policy: 'affinity' } })
  expect(await answer.json()).toMatchObject({ error: { status: 400, message: 'name: Give the group a name.' } })
})
