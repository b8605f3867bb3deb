import type { AssignmentView } from '@kilonova/compute-core/services/identity/api/view-assignment'
import { expect, test } from 'vitest'
import { explained } from './effective-roles.ts'

const inferences = [
  { prior_role: { id: 'admin', name: 'admin' }, implies: [{ id: 'member' }] },
  { prior_role: { id: 'member', name: 'member' }, implies: [{ id: 'reader' }] },
]
const at = (project: string, role: string, group?: string): AssignmentView => ({
  role: { id: role, name: role },
  ...(group === undefined ? { user: { id: 'u' } } : { group: { id: group } }),
  scope: { project: { id: project } },
  links: { assignment: '' },
})
const held = (project: string, role: string, group?: string): AssignmentView => ({
  role: { id: role, name: role },
  user: { id: 'u' },
  scope: { project: { id: project } },
  links: {
    assignment: '',
    ...(group === undefined ? {} : { membership: `http://cloud/identity/v3/groups/${group}/users/u` }),
  },
})

test('a role is one’s own, a group’s, or implied by one that is granted in the same place, over several steps too', () => {
  const granted = [at('p', 'admin'), at('p', 'reader'), at('q', 'member', 'g')]
  const effective = [
    held('p', 'admin'),
    held('p', 'member'),
    held('p', 'reader'),
    held('q', 'member', 'g'),
    held('q', 'reader', 'g'),
  ]
  const roles = explained(effective, granted, new Map([['g', 'Team']]), inferences)
  expect(roles.map(({ group, impliedBy }) => [group?.name ?? null, impliedBy])).toEqual([
    [null, []],
    [null, ['admin']],
    [null, []],
    ['Team', []],
    ['Team', ['member']],
  ])
})

test('roles that imply each other in a circle end the search', () => {
  const circle = [
    { prior_role: { id: 'a', name: 'a' }, implies: [{ id: 'b' }] },
    { prior_role: { id: 'b', name: 'b' }, implies: [{ id: 'a' }] },
  ]
  const [, b] = explained([held('p', 'a'), held('p', 'b')], [at('p', 'a')], new Map(), circle)
  expect(b?.impliedBy).toEqual(['a'])
})
