import { expect, test } from 'vitest'
import { changedFields } from './changed-fields.ts'

const before = { name: ' lead', description: 'of\tthe winter school\n', mtu: 1500, shared: false }

test.each([
  ['nothing', {}, {}],
  ['another field: the name is not sent', { description: 'closed' }, { description: 'closed' }],
  ['a number', { mtu: 1400 }, { mtu: 1400 }],
  ['a switch', { shared: true }, { shared: true }],
  ['the name, with white space around it', { name: ' trail ' }, { name: 'trail' }],
  ['the name, of which only white space is taken', { name: 'lead' }, { name: 'lead' }],
  ['a text that is emptied', { description: '  ' }, { description: '' }],
])('what is sent after a change of %s', (_, typed, sent) => {
  expect(changedFields(before, { ...before, ...typed })).toEqual(sent)
})

test('white space at the end of a name changes nothing', () => {
  expect(changedFields({ name: 'web' }, { name: 'web ' })).toEqual({})
})
