import { expect, test } from 'vitest'
import { readChoices } from './console-choices.ts'

test.each([undefined, '', 'null', '[]', '{"layout":"klingon","scaling":"huge"}'])(
  'where nothing sensible is stored (%j), the person’s language decides',
  (stored) => expect(readChoices(stored, ['fr-FR'])).toEqual({ layout: 'fr', scaling: 'fit' }),
)

test('what was chosen stays chosen', () => {
  expect(readChoices('{"layout":"de","scaling":"actual"}', ['fr'])).toEqual({ layout: 'de', scaling: 'actual' })
})
