import { expect, test } from 'vitest'
import { defaultHostname, hostnamesOf, namesOf } from './server-names.ts'

test.each([
  ['Web One', 'web-one'],
  ['db_1.example', 'db-1-example'],
  ['..dots..', 'dots'],
  ['a(b)c', 'abc'],
  ['x'.repeat(80), 'x'.repeat(63)],
  ['日本', 'Server-id'],
  ['日本 web', 'web'],
])('the server %s is called %s by its guest', (name, hostname) => {
  expect(defaultHostname(name, 'id')).toBe(hostname)
})

test('one server keeps its name, many are numbered', () => {
  expect(namesOf('web', 1)).toEqual(['web'])
  expect(namesOf('web', 2)).toEqual(['web-1', 'web-2'])
  expect(hostnamesOf('Web', ['a', 'b'])).toEqual(['web-1', 'web-2'])
})
