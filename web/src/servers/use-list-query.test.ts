import { expect, test } from 'vitest'
import { changedParams, readListQuery } from './use-list-query.ts'

test('an address nobody made is read as the first page, newest first', () => {
  expect(readListQuery(new URLSearchParams('sort=drop&direction=up'))).toEqual({
    sort: 'created_at',
    direction: 'desc',
  })
})

test('another search begins at the first page again', () => {
  const next = changedParams(new URLSearchParams('marker=m&sort=vm_state&status=ERROR&search=a'), { search: 'b' })
  expect(readListQuery(next)).toEqual({ sort: 'vm_state', direction: 'desc', status: 'ERROR', search: 'b' })
})

test('an empty search leaves the address', () => {
  expect(changedParams(new URLSearchParams('search=a'), { search: '' }).toString()).toBe('')
})
