import { expect, test } from 'vitest'
import { membersIn } from './access-queries.ts'

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
