import type { AssignmentView } from '@kilonova/compute-core/services/identity/api/view-assignment'
import { expect, test } from 'vitest'
import type { Project } from './bff.ts'
import { type Act, endsAdministration, isAboutOwnGroup, mayConcern, type OwnRights, rightsIn } from './own-rights.ts'

const me = 'me'
const admin = 'role-admin'
const projects = [
  { id: 'gamma', isAdmin: true },
  { id: 'plain', isAdmin: false },
] as Project[]

/** Somebody of the domain `home` who is in the group `ops` of the domain `teams`. */
const by = (...ways: OwnRights['ways']): OwnRights => ({
  userId: me,
  domainId: 'home',
  groups: [{ id: 'ops', domainId: 'teams' }],
  ways,
})
const inProject = { roleId: admin, project: { id: 'gamma', domainId: 'labs' }, groupId: null }
const onSystem = { roleId: admin, project: null, groupId: null }
const byGroup = { ...inProject, groupId: 'ops' }
const inClosed = { roleId: admin, project: { id: 'closed', domainId: 'labs' }, groupId: null }

const revoke = (
  holder: { kind: 'user' | 'group'; id: string },
  place: { kind: 'project'; id: string } | { kind: 'system' },
): Act => ({
  kind: 'revoke-role',
  roleId: admin,
  place,
  holder,
})
const gamma = { kind: 'project', id: 'gamma' } as const
const myself = { kind: 'user', id: me } as const
const ops = { kind: 'group', id: 'ops' } as const

// Each act with who is no administrator after it, and who still is.
test.each<[what: string, act: Act, ends: OwnRights[], leaves: OwnRights[]]>([
  [
    'the role is taken from oneself',
    revoke(myself, gamma),
    [by(inProject), by(inProject, inClosed)],
    [by(onSystem), by(inProject, onSystem), by(byGroup), by(inProject, byGroup)],
  ],
  [
    'the role on the whole cloud is taken from oneself',
    revoke(myself, { kind: 'system' }),
    [by(onSystem)],
    [by(inProject)],
  ],
  [
    'another role is taken from oneself',
    { ...revoke(myself, gamma), roleId: 'role-member' } as Act,
    [],
    [by(inProject)],
  ],
  ['the role is taken from somebody else', revoke({ kind: 'user', id: 'you' }, gamma), [], [by(inProject)]],
  ['the role is taken from one’s group', revoke(ops, gamma), [by(byGroup)], [by(inProject), by(byGroup, onSystem)]],
  ['the role is taken from another group', revoke({ kind: 'group', id: 'night' }, gamma), [], [by(byGroup)]],
  ['one leaves the group', { kind: 'remove-from-group', groupId: 'ops', userId: me }, [by(byGroup)], [by(inProject)]],
  ['somebody else leaves it', { kind: 'remove-from-group', groupId: 'ops', userId: 'you' }, [], [by(byGroup)]],
  [
    'the group is deleted',
    { kind: 'delete-group', groupId: 'ops' },
    [by(byGroup)],
    [by(inProject), by(onSystem, byGroup)],
  ],
  [
    'the project is closed',
    { kind: 'close-project', id: 'gamma' },
    [by(inProject), by(byGroup)],
    [by(onSystem), by(inProject, onSystem)],
  ],
  ['another project is closed', { kind: 'close-project', id: 'plain' }, [], [by(inProject)]],
  [
    'one’s own domain is disabled',
    { kind: 'disable-domain', id: 'home' },
    [by(inProject), by(onSystem), by(byGroup)],
    [],
  ],
  [
    'the domain of the project is disabled',
    { kind: 'disable-domain', id: 'labs' },
    [by(inProject)],
    [by(onSystem, inProject)],
  ],
  ['the domain of the group is disabled', { kind: 'disable-domain', id: 'teams' }, [], [by(byGroup)]],
  ['the domain of the group is deleted', { kind: 'delete-domain', id: 'teams' }, [by(byGroup)], [by(inProject)]],
  ['another domain is deleted', { kind: 'delete-domain', id: 'guests' }, [], [by(inProject), by(byGroup)]],
])('%s: who is an administrator by that alone is told', (_, act, ends, leaves) => {
  expect(ends.map((rights) => endsAdministration(rights, act, projects))).toEqual(ends.map(() => true))
  expect(leaves.map((rights) => endsAdministration(rights, act, projects))).toEqual(leaves.map(() => false))
})

test('who is no administrator loses nothing of it', () => {
  expect(endsAdministration(by(), { kind: 'disable-domain', id: 'home' }, projects)).toBe(false)
})

test('rights are looked up where an act may concern oneself', () => {
  expect(mayConcern(revoke({ kind: 'user', id: 'you' }, gamma), me)).toBe(false)
  expect(mayConcern({ kind: 'remove-from-group', groupId: 'ops', userId: 'you' }, me)).toBe(false)
  expect(mayConcern(revoke(ops, gamma), me)).toBe(true)
  expect(mayConcern({ kind: 'disable-domain', id: 'labs' }, me)).toBe(true)
})

test('who is in the group is told that they are', () => {
  expect(isAboutOwnGroup(by(), revoke(ops, gamma))).toBe(true)
  expect(isAboutOwnGroup(by(), { kind: 'delete-group', groupId: 'ops' })).toBe(true)
  expect(isAboutOwnGroup(by(), { kind: 'delete-group', groupId: 'night' })).toBe(false)
  expect(isAboutOwnGroup(by(), revoke(myself, gamma))).toBe(false)
})

test('the ways are read from what identity says is in effect; a role in a domain is none', () => {
  const granted = (at: string, scope: AssignmentView['scope'], role: string, membership?: string): AssignmentView => ({
    role: { id: `role-${role}`, name: role },
    user: { id: me, name: me, domain: { id: 'home', name: 'Home' } },
    scope,
    links: { assignment: `http://cloud/v3/${at}/roles/role-${role}`, ...(membership ? { membership } : {}) },
  })
  const project = { project: { id: 'gamma', name: 'gamma', domain: { id: 'labs', name: 'Labs' } } }
  const rights = rightsIn(
    me,
    [
      granted('projects/gamma/groups/ops', project, 'admin', 'http://cloud/v3/groups/ops/users/me'),
      granted('system/users/me', { system: { all: true } }, 'admin'),
      granted('domains/home/users/me', { domain: { id: 'home', name: 'Home' } }, 'admin'),
      granted('projects/gamma/users/me', project, 'administrators-friend'),
    ],
    [{ id: 'ops', domain_id: 'teams' }],
  )
  expect(rights).toEqual(by(byGroup, onSystem))
})
