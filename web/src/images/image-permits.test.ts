import { expect, test } from 'vitest'
import { concernsOthers, demandsOf, imageNeeds, imageRefusal, type Asking, type ImageDemand } from './image-permits.ts'

/** A policy that refuses `rules`. */
const refuses =
  (...rules: readonly string[]): Asking['permit'] =>
  (needs) =>
    [needs].flat().some((rule) => rules.includes(rule)) ? 'It is refused.' : undefined

const mine = { owner: 'p', status: 'active', protected: false, visibility: 'shared' } as const
const member: Asking = { projectId: 'p', isAdmin: false, permit: refuses('publicize_image') }
const reader: Asking = { ...member, permit: refuses(...Object.values(imageNeeds).flat()) }
const admin: Asking = { projectId: 'q', isAdmin: true, permit: refuses() }

const all: readonly ImageDemand[] = ['createServer', 'download', 'edit', 'protect', 'deactivate', 'delete']

test('a member may ask everything of an image of the project, except to publish it', () => {
  expect(all.map((demand) => imageRefusal(demand, mine, member))).toEqual(all.map(() => undefined))
  expect(imageRefusal('publish', mine, member)).toBe('It is refused.')
})

test('of another project’s image a member makes servers and has the data, and no more', () => {
  const theirs = { ...mine, owner: 'others', visibility: 'public' } as const
  expect(all.filter((demand) => imageRefusal(demand, theirs, member) === undefined)).toEqual([
    'createServer',
    'download',
  ])
  expect(imageRefusal('delete', theirs, member)).toBe('It belongs to another project.')
  expect(imageRefusal('delete', theirs, admin)).toBeUndefined()
})

test('a reader may look only', () => {
  expect(all.filter((demand) => imageRefusal(demand, mine, reader) === undefined)).toEqual([])
})

test('a protected image is not deleted, and the way to it is said', () => {
  expect(imageRefusal('delete', { ...mine, protected: true }, admin)).toBe(
    'It is protected. Remove the protection first.',
  )
})

test('of an image without data no server is made', () => {
  expect(imageRefusal('createServer', { ...mine, status: 'queued' }, member)).toBe('It has no data yet.')
  expect(imageRefusal('deactivate', { ...mine, status: 'saving' }, member)).toBe('It has no data yet.')
})

test('the data of a deactivated image is for administrators', () => {
  const withheld = { ...mine, status: 'deactivated' } as const
  expect(imageRefusal('download', withheld, member)).toBe('It is deactivated.')
  expect(imageRefusal('download', withheld, admin)).toBeUndefined()
  expect(imageRefusal('createServer', withheld, admin)).toBe('It is deactivated.')
})

test('only what would change something is offered', () => {
  expect(demandsOf(mine)).toEqual(['protect', 'deactivate'])
  expect(demandsOf({ ...mine, protected: true, status: 'deactivated' })).toEqual(['unprotect', 'reactivate'])
})

test.each([
  ['one’s own', mine, 0, false],
  ['one’s own that is shared with a project', mine, 1, true],
  ['one’s own that is public', { ...mine, visibility: 'public' }, 0, true],
  ['one’s own for the community', { ...mine, visibility: 'community' }, 0, true],
  ['one’s own that is private', { ...mine, visibility: 'private' }, 0, false],
  ['somebody else’s', { ...mine, owner: 'others' }, 0, true],
] as const)('whether the deletion of an image concerns others: %s', (_whose, image, members, concerned) => {
  expect(concernsOthers(image, members, member)).toBe(concerned)
  expect(concernsOthers(image, members, { projectId: null })).toBe(true)
})
