import { expect, test } from 'vitest'
import { columnWidths } from './column-widths.ts'

test('where there is room, columns of text share it in proportion and numbers stay', () => {
  expect(columnWidths([{ width: 200 }, { width: 100 }, { width: 60, align: 'right' }], 660)).toEqual([400, 200, 60])
})

test('a little that is missing is taken from columns of text', () => {
  expect(columnWidths([{ width: 200 }, { width: 100 }, { width: 60, align: 'right' }], 340)).toEqual([186, 93, 60])
})

test('where there is none, each has its least width, and the table scrolls', () => {
  expect(columnWidths([{ width: 200 }, {}], 100)).toEqual([200, 120])
})

test('the columns never need more than there is', () => {
  const widths = columnWidths([{ width: 33 }, { width: 34 }, { width: 34 }], 200)
  expect(widths.reduce((total, width) => total + width)).toBeLessThanOrEqual(200)
})
