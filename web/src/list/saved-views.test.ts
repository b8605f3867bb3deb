import { expect, test } from 'vitest'
import { parseViews, withView } from './saved-views.ts'

test('a view takes the place of the one with its name, and all are in the order of names', () => {
  const views = [
    { name: 'Errors', search: '?q=status:error' },
    { name: 'Old', search: '?q=created:>30d' },
  ]
  expect(withView(views, { name: 'Old', search: '?q=created:>90d' })).toEqual([
    { name: 'Errors', search: '?q=status:error' },
    { name: 'Old', search: '?q=created:>90d' },
  ])
  expect(withView(views, { name: 'A', search: '' })[0]).toEqual({ name: 'A', search: '' })
})

test.each([null, 'nonsense', '{}', '[1, null, {"name": 3}]'])(
  'what is no view in the storage is left out: %s',
  (text) => {
    expect(parseViews(text)).toEqual([])
  },
)
