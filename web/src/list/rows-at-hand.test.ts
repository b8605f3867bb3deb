import { expect, test } from 'vitest'
import type { ListRequest } from './descriptor.ts'
import { pageOfRows } from './rows-at-hand.ts'

interface Person {
  name: string
  roles: readonly string[]
}
const people: Person[] = [
  { name: 'person-10', roles: ['member'] },
  { name: 'Ada', roles: ['admin', 'member'] },
  { name: 'person-2', roles: ['reader'] },
]
const fields = {
  keys: { name: ({ name }: Person) => [name], role: ({ roles }: Person) => roles },
  textIn: ['name'],
}
const ask = (more: Partial<ListRequest>) => pageOfRows(people, { q: '', sort: [], size: 10, ...more }, fields)
const namesFor = (q: string) => ask({ q }).rows.map(({ name }) => name)

test('text alone is found in names without regard to case, a key’s value is meant as a whole', () => {
  expect(namesFor('PERSON')).toEqual(['person-10', 'person-2'])
  expect(namesFor('role:mem')).toEqual([])
  expect(namesFor('role:mem*')).toEqual(['person-10', 'Ada'])
  expect(namesFor('role:reader,admin')).toEqual(['Ada', 'person-2'])
  expect(namesFor('-role:member')).toEqual(['person-2'])
  expect(namesFor('a.a')).toEqual([])
})

test('a query that cannot be answered is refused as the cloud refuses one, with what there is', () => {
  expect(() => ask({ q: 'wheel:4' })).toThrow(expect.objectContaining({ status: 400 }))
  expect(() => ask({ q: 'wheel:4' })).toThrow('name, role')
})

test('rows are sorted as people count and paged with the number of all', () => {
  const sort = [{ key: 'name', direction: 'asc' as const }]
  const first = ask({ sort, size: 2 })
  expect(first.rows.map(({ name }) => name)).toEqual(['Ada', 'person-2'])
  expect(first).toMatchObject({ total: 3, previous: null, next: '2' })
  const second = ask({ sort, size: 2, after: first.next! })
  expect(second.rows.map(({ name }) => name)).toEqual(['person-10'])
  expect(second).toMatchObject({ total: 3, previous: '2', next: null })
  expect(ask({ sort, size: 2, before: second.previous! })).toEqual(first)
})
