import { expect, test } from 'vitest'
import { addEnglish, t } from './i18n.ts'

test('an English text is its own key, with its values in it', () => {
  expect(t('Delete {{name}}? This cannot be undone: its disk is lost.', { name: 'web <1>' })).toBe(
    'Delete web <1>? This cannot be undone: its disk is lost.',
  )
})

test('a count is written as people write it, and still chooses between singular and plural', () => {
  expect(t('{{count}} more are under way', { count: 5_000 })).toMatch(/^5,000 /)
  expect(t('and {{count}} more', { count: 12, name: 'web' })).toBe('and 12 more')
})

test('a plural that the catalogue leaves out is the text itself', () => {
  addEnglish({ '{{count}} disks_one': '{{count}} disk' })
  expect([1, 2, 5_000].map((count) => t('{{count}} disks', { count }))).toEqual(['1 disk', '2 disks', '5,000 disks'])
})
