import { expect, test } from 'vitest'
import type { CloudEvent } from '../cloud/cloud.ts'
import { concerns, hearsAsAdmin, type Listener, mayHear, roleIn } from './may-hear.ts'

const member: Listener = {
  userId: 'u-1',
  projects: new Map([
    ['p-1', ['member']],
    ['p-2', ['admin']],
  ]),
  system: [],
  asAdmin: false,
}
const admin: Listener = { ...member, asAdmin: true }
const impostor: Listener = { ...admin, projects: new Map([['p-1', ['member']]]) }
const event = (topic: string, subjectId: string, projectId: string | null): CloudEvent => ({
  topic,
  subjectId,
  projectId,
  change: 'updated',
  shown: null,
})

test.each<[string, CloudEvent, { member: boolean; admin: boolean; impostor: boolean }]>([
  ['a server of a project of mine', event('server', 's', 'p-1'), { member: true, admin: true, impostor: true }],
  ['another project’s server', event('server', 's', 'p-3'), { member: false, admin: true, impostor: false }],
  ['my key pair', event('key-pair', 'u-1', null), { member: true, admin: true, impostor: true }],
  ['somebody else’s key pair', event('key-pair', 'u-2', null), { member: false, admin: false, impostor: false }],
  ['a project of mine', event('project', 'p-1', null), { member: true, admin: true, impostor: true }],
  ['another project', event('project', 'p-3', null), { member: false, admin: true, impostor: false }],
  ['a flavor', event('flavor', 'f', null), { member: true, admin: true, impostor: true }],
  ['a shared network', event('network', 'n', null), { member: true, admin: true, impostor: true }],
  ['another project’s network', event('network', 'n', 'p-3'), { member: false, admin: true, impostor: false }],
  ['a host', event('host', 'h', null), { member: false, admin: true, impostor: false }],
  ['an aggregate', event('aggregate', '1', null), { member: false, admin: true, impostor: false }],
  ['the end of my session', event('session', 'u-1', null), { member: false, admin: false, impostor: false }],
])('who hears of %s', (_what, told, heard) => {
  expect({
    member: mayHear(member, told),
    admin: mayHear(admin, told),
    impostor: mayHear(impostor, told),
  }).toEqual(heard)
})

test('who reads the whole cloud hears of all of it, once they ask', () => {
  const systemReader: Listener = { userId: 'u-9', projects: new Map(), system: ['reader'], asAdmin: true }
  expect(mayHear(systemReader, event('host', 'h', null))).toBe(true)
  expect(mayHear({ ...systemReader, asAdmin: false }, event('host', 'h', null))).toBe(false)
  expect(mayHear({ ...systemReader, system: [] }, event('server', 's', 'p-1'))).toBe(false)
})

test('what somebody is in a project is by their role there, also where they hear everything', () => {
  expect(['p-1', 'p-2', 'p-3', null].map((projectId) => roleIn(member, projectId))).toEqual([
    'member',
    'admin',
    'reader',
    'reader',
  ])
  expect(['p-1', 'p-3'].map((projectId) => roleIn(admin, projectId))).toEqual(['member', 'reader'])
})

test.each([
  ['a server of a project of mine', member, event('server', 's', 'p-1'), 'no'],
  ['a server of a project of mine', impostor, event('server', 's', 'p-1'), 'no'],
  ['a server of a project of mine', admin, event('server', 's', 'p-1'), 'also'],
  ['a flavor', admin, event('flavor', 'f', null), 'also'],
  ['another project’s server', admin, event('server', 's', 'p-3'), 'only'],
  ['another project', admin, event('project', 'p-3', null), 'only'],
  ['a host', admin, event('host', 'h', null), 'only'],
])('whether %s is told to an administrator as one', (_what, listener, told, expected) => {
  expect(hearsAsAdmin(listener, told)).toBe(expected)
})

test.each([
  ['the end of a session of mine', event('session', 'u-1', null), true],
  ['the end of somebody else’s session', event('session', 'u-2', null), false],
  ['a role of mine', event('access', 'u-1', 'p-9'), true],
  ['a group or an implied role', event('access', '', null), true],
  ['somebody else’s role', event('access', 'u-2', 'p-1'), false],
  ['a project of mine', event('project', 'p-1', null), true],
  ['a server', event('server', 's', 'p-1'), false],
])('what somebody may do is looked at after a change of %s: %o %s', (_what, told, isLookedAt) => {
  expect(concerns(member, told)).toBe(isLookedAt)
})
