import { createLoader } from 'nuqs'
import { expect, test } from 'vitest'
import { listParams } from './list-address.ts'
import { pagesBeside, positionsOf, requestOf, visibleColumns, withColumn } from './list-request.ts'

const address = createLoader(listParams)
const cell = () => null
const kind = {
  columns: [
    { id: 'name', header: 'Name', cell, sortKey: 'display_name' },
    { id: 'status', header: 'Status', cell, sortKey: 'vm_state' },
    { id: 'host', header: 'Host', cell, hidden: true },
  ],
  defaultSort: [{ column: 'name', direction: 'desc' }],
} as const
const rows = (count: number) => Array.from({ length: count }, (_, index) => index)
const page = { rows: rows(50), total: 5000, next: 'n', previous: 'p' }

test('the cloud is asked by its own sort keys, the most significant first', () => {
  expect(requestOf(address('?q= web &sort=-status,name&size=100&after=m'), kind)).toEqual({
    q: 'web',
    sort: [
      { key: 'vm_state', direction: 'desc' },
      { key: 'display_name', direction: 'asc' },
    ],
    size: 100,
    after: 'm',
  })
})

test('a column that cannot be sorted by, or a size that is not offered, is as if it were absent', () => {
  expect(requestOf(address('?sort=host,nothing&size=5000'), kind)).toEqual({
    q: '',
    sort: [{ key: 'display_name', direction: 'desc' }],
    size: 50,
  })
})

test('columns are shown in their own order, and the first one always is', () => {
  expect([...visibleColumns(address('?columns=host,status'), kind.columns)]).toEqual(['name', 'status', 'host'])
  expect([...visibleColumns(address(''), kind.columns)]).toEqual(['name', 'status'])
  expect([...visibleColumns(address('?columns=nothing'), kind.columns)]).toEqual(['name', 'status'])
})

test('a column is shown and hidden again, after which the address says nothing', () => {
  const shown = visibleColumns(address(''), kind.columns)
  expect(withColumn(shown, kind.columns, 'host')).toEqual({ columns: ['name', 'status', 'host'] })
  expect(withColumn(new Set(['name', 'status', 'host']), kind.columns, 'host')).toEqual({ columns: null })
})

test('the first and the last page know their positions whatever the address says', () => {
  expect(positionsOf({ ...page, previous: null }, 77)).toEqual({ first: 1, last: 50 })
  expect(positionsOf({ ...page, rows: rows(20), next: null }, 77)).toEqual({ first: 4981, last: 5000 })
})

test('a page in the middle is where the address says, or nowhere', () => {
  expect(positionsOf(page, 51)).toEqual({ first: 51, last: 100 })
  expect(positionsOf(page, null)).toBeUndefined()
  expect(positionsOf({ ...page, rows: [] }, 51)).toBeUndefined()
})

test('the pages beside a page have addresses of their own, with their positions', () => {
  expect(pagesBeside(page, { from: 51 }, 50)).toEqual({
    next: { after: 'n', before: null, from: 101 },
    previous: { before: 'p', after: null, from: 1 },
  })
  expect(pagesBeside({ ...page, next: null, previous: null }, { from: null }, 50)).toEqual({})
})

test('a last page that is full leads to no empty page after it', () => {
  expect(pagesBeside(page, { from: 4951 }, 50)).toEqual({ previous: { before: 'p', after: null, from: 4901 } })
  expect(pagesBeside({ ...page, total: 50, previous: null }, { from: null }, 50)).toEqual({})
})
