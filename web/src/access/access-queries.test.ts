import { QueryClient } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'
import { bffOf } from '#shared/bff'
import { candidatesQuery, grantPath, membersIn } from './access-queries.ts'

const domain = { id: 'default', name: 'Default' }
const role = (name: string) => ({ id: `r-${name}`, name })

test('assignments are told by whom they are to: users first, each once with all roles', () => {
  const members = membersIn({
    role_assignments: [
      { role: role('reader'), group: { id: 'g', name: 'auditors', domain } },
      { role: role('reader'), user: { id: 'z', name: 'zoe', domain } },
      { role: role('member'), user: { id: 'a', name: 'ada', domain } },
      { role: role('admin'), user: { id: 'a', name: 'ada', domain } },
    ],
  })
  expect(members.map(({ kind, name, roles }) => [kind, name, roles.map((one) => one.name)])).toEqual([
    ['user', 'ada', ['admin', 'member']],
    ['user', 'zoe', ['reader']],
    ['group', 'auditors', ['reader']],
  ])
})

test('the address of a grant holds ids as they are', () => {
  expect(grantPath('p/1', { kind: 'user', id: 'u' }, 'r')).toBe('/projects/p%2F1/users/u/roles/r')
})

test('who may be added is looked for by the cloud, and no more of them are read than are offered', async () => {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url)
    return Response.json({ groups: [{ id: 'g', name: 'the team & co', domain_id: 'default' }] })
  })
  const found = await new QueryClient().fetchQuery(candidatesQuery(bffOf('p/1'), 'group', 'team & co'))
  vi.unstubAllGlobals()
  expect(found.map(({ id }) => id)).toEqual(['g'])
  expect(asked).toEqual(['/bff/p/1/api/identity/groups?name__icontains=team%20%26%20co&limit=20'])
})
