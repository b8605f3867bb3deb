import { expect, test } from 'vitest'
import { unstorableText } from './unstorable-text.ts'

const refused = Object.assign(new Error('invalid byte sequence'), { code: '22021' })

test.each([
  [{ server: { name: 'a', tags: ['b', 'c\0'] } }, 'field/attribute server.tags.1'],
  [{ hints: { query: ['=', '$ram', '\ud800'] } }, 'field/attribute hints.query.2'],
  [{ hints: { 'a\0': 'b' } }, 'field/attribute hints'],
  ['\0', 'the body'],
])('of %j the text that cannot be stored is found', (body, where) => {
  expect(unstorableText(refused, body)?.message).toContain(`Invalid input for ${where}. It must be text`)
})

test('another failure, or a body that has no such text, is left to others', () => {
  expect(unstorableText(new Error('no'), { name: '\0' })).toBeUndefined()
  expect(unstorableText(refused, { name: '\u{1F600}', count: 1, none: null })).toBeUndefined()
})
