import { expect, test } from 'vitest'
import { t } from './i18n.ts'

test('an English text is its own key, with its values in it', () => {
  expect(t('Delete {{name}}? This cannot be undone: its disk is lost.', { name: 'web <1>' })).toBe(
    'Delete web <1>? This cannot be undone: its disk is lost.',
  )
})
