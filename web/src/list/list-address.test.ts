import { createLoader } from 'nuqs'
import { expect, test } from 'vitest'
import { completed, listParams, searchOf, type ListAddress } from './list-address.ts'

const read = createLoader(listParams)
const address = (search: string): ListAddress => read(search)
const nothing = address('')

test('several sort keys are read from an address, each with its direction', () => {
  expect(address('?sort=-created,name').sort).toEqual([
    { column: 'created', direction: 'desc' },
    { column: 'name', direction: 'asc' },
  ])
})

test('an address says all of a list, in the words that it was read from', () => {
  const search = '?q=status:error,shelved+-tag:test&sort=-created,name&size=100&columns=name,status&density=compact'
  expect(searchOf(address(search))).toBe(search)
})

test('an address with unknown values is read as if they were absent', () => {
  expect(address('?density=huge&size=many')).toEqual(nothing)
})

test('another query begins at the first page again, and keeps order and columns', () => {
  const before = address('?q=a&sort=name&columns=name&after=m&from=51')
  expect(searchOf(before, { q: 'b' })).toBe('?q=b&sort=name&columns=name')
})

test('other columns keep the page', () => {
  expect(completed({ columns: ['name'] })).toEqual({ columns: ['name'] })
})

test('a link to a page does not open the form that is open now', () => {
  expect(searchOf(address('?new=&q=a'), { after: 'm', from: 51 })).toBe('?q=a&after=m&from=51')
})

test('an empty query is removed from the address', () => {
  expect(searchOf(address('?q=a'), { q: null })).toBe('')
})
