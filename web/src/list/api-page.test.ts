import { expect, test } from 'vitest'
import { apiQuery, isShortStart, pageOf } from './api-page.ts'

const request = { q: '', sort: [], size: 2 }
const id = (row: string) => row

test('a service is asked for the query, the order, the count, and one row more than is shown', () => {
  const asked = apiQuery({
    q: 'status:error web',
    sort: [
      { key: 'created_at', direction: 'desc' },
      { key: 'name', direction: 'asc' },
    ],
    size: 50,
    after: 'm',
  })
  expect([...asked]).toEqual([
    ['kilonova:count', 'true'],
    ['limit', '51'],
    ['kilonova:q', 'status:error web'],
    ['sort_key', 'created_at'],
    ['sort_dir', 'desc'],
    ['sort_key', 'name'],
    ['sort_dir', 'asc'],
    ['marker', 'm'],
  ])
})

test('the page before a row is asked for by that row', () => {
  const asked = apiQuery({ ...request, before: 'b' })
  expect(asked.get('kilonova:before')).toBe('b')
  expect(asked.has('marker')).toBe(false)
})

test('the first page knows whether there is a next one', () => {
  expect(pageOf(['a', 'b', 'c'], 5, request, id)).toEqual({ rows: ['a', 'b'], total: 5, previous: null, next: 'b' })
  expect(pageOf(['a', 'b'], 2, request, id)).toEqual({ rows: ['a', 'b'], total: 2, previous: null, next: null })
})

test('a page that ends before a row shows the rows next to it', () => {
  expect(pageOf(['a', 'b', 'c'], 5, { ...request, before: 'd' }, id)).toEqual({
    rows: ['b', 'c'],
    total: 5,
    previous: 'b',
    next: 'c',
  })
  expect(pageOf(['a', 'b'], 5, { ...request, before: 'c' }, id).previous).toBeNull()
})

test('at the beginning a page is never shorter than it could be', () => {
  expect(isShortStart(['a'], { ...request, before: 'b' })).toBe(true)
  expect(isShortStart(['a', 'b'], { ...request, before: 'c' })).toBe(false)
  expect(isShortStart(['a'], request)).toBe(false)
})

test('a list without markers is paged by counting', () => {
  expect(apiQuery({ ...request, after: '4' }, true).get('offset')).toBe('4')
  expect(apiQuery({ ...request, before: '4' }, true).get('offset')).toBe('2')
  expect(apiQuery({ ...request, before: '1' }, true).get('offset')).toBe('0')
  expect(pageOf(['a', 'b', 'c'], 9, { ...request, after: '4' }, 'offset')).toEqual({
    rows: ['a', 'b'],
    total: 9,
    previous: '4',
    next: '6',
  })
  expect(pageOf(['a', 'b'], 2, request, 'offset')).toMatchObject({ previous: null, next: null })
})
