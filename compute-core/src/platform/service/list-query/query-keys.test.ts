import { expect, test } from 'vitest'
import { type ListKeys, readListQuery } from './query-keys.ts'

const keys = {
  name: { kind: 'text', summary: 'The name.' },
  note: { kind: 'words', summary: 'A part of the note.' },
  id: { kind: 'id', summary: 'The id.' },
  status: { kind: 'enum', summary: 'The status.', values: ['ACTIVE', 'ERROR'] },
  size: { kind: 'number', unit: 'MB', summary: 'The size.' },
  count: { kind: 'number', summary: 'The count.' },
  created: { kind: 'time', summary: 'When.' },
  locked: { kind: 'boolean', summary: 'Whether.' },
  metadata: { kind: 'map', summary: 'A value.' },
} as const satisfies ListKeys

const testsOf = (text: string) => {
  const { terms, problems } = readListQuery(text, keys)
  expect(problems).toEqual([])
  return terms.flatMap(({ tests }) => tests)
}

test.each([
  ['web', { kind: 'text', pieces: ['web'], isWhole: false }],
  ['name:web-*', { kind: 'text', pieces: ['web-', ''], isWhole: true }],
  ['note:some', { kind: 'text', pieces: ['some'], isWhole: false }],
  ['metadata.role:web', { kind: 'text', pieces: ['web'], isWhole: true }],
  ['id:AB*', { kind: 'id', pieces: ['ab', ''] }],
  ['status:error', { kind: 'enum', value: 'ERROR' }],
  ['size:>=4G', { kind: 'number', comparison: '>=', value: 4096 }],
  ['size:512', { kind: 'number', comparison: '=', value: 512 }],
  ['size:<1TB', { kind: 'number', comparison: '<', value: 1024 ** 2 }],
  ['count:>4', { kind: 'number', comparison: '>', value: 4 }],
  ['locked:yes', { kind: 'boolean', value: true }],
  ['locked:False', { kind: 'boolean', value: false }],
  ['created:<7d', { kind: 'time', from: { secondsAgo: 604_800 } }],
  ['created:>30m', { kind: 'time', until: { secondsAgo: 1800 } }],
])('%s asks for %j', (text, expected) => {
  expect(testsOf(text)).toEqual([expected])
})

test.each([
  ['created:2026', '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'],
  ['created:2026-12', '2026-12-01T00:00:00Z', '2027-01-01T00:00:00Z'],
  ['created:2026-11-30', '2026-11-30T00:00:00Z', '2026-12-01T00:00:00Z'],
  ['created:2026-11-30T23:59', '2026-11-30T23:59:00Z', '2026-12-01T00:00:00Z'],
  ['created:2026-11-30T23:59:59', '2026-11-30T23:59:59Z', '2026-12-01T00:00:00Z'],
  ['created:2026-11-30T01:30+02:00', '2026-11-29T23:30:00Z', '2026-11-29T23:31:00Z'],
  ['created:>2026-11-30', '2026-12-01T00:00:00Z', undefined],
  ['created:>=2026-11-30', '2026-11-30T00:00:00Z', undefined],
  ['created:<2026-11-30', undefined, '2026-11-30T00:00:00Z'],
  ['created:<=2026-11-30', undefined, '2026-12-01T00:00:00Z'],
])('%s is from %s until %s', (text, from, until) => {
  expect(testsOf(text)).toEqual([
    { kind: 'time', ...(from && { from: new Date(from) }), ...(until && { until: new Date(until) }) },
  ])
})

test.each([
  [
    'colour:red',
    'There is no key colour here. Known are name, note, id, status, size, count, created, locked, metadata. To look for the text itself, put it in quotation marks.',
  ],
  ['constructor:x', /^There is no key constructor here/],
  ['status:dancing', 'status is one of ACTIVE, ERROR, and not dancing.'],
  ['size:big', 'size is a number of MB, or one with a unit, as in size:>=4G. big is none.'],
  ['count:4G', 'count is a number, as in count:>4. 4G is none.'],
  ['created:7d', 'Say whether you mean younger, created:<7d, or older, created:>7d.'],
  ['created:soon', 'created is an age or a date, as in created:<7d or created:>=2026-11-01. soon is neither.'],
  ['created:2026-02-30', /^created is an age or a date/],
  ['locked:maybe', 'locked is yes or no, and not maybe.'],
  ['name:<b', 'name is not compared with < or >. Write name:b.'],
  ['metadata:web', 'Say which metadata you mean, as in metadata.name:value.'],
  ['name.x:web', 'Nothing follows name with a dot. Write name:value.'],
])('%s is refused with a sentence', (text, message) => {
  const { terms, problems } = readListQuery(text, keys)
  expect(terms).toEqual([])
  expect(problems).toHaveLength(1)
  expect(problems[0]!.message).toMatch(message)
})
