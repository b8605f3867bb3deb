import { expect, test } from 'vitest'
import { isHostName } from './host-name.ts'

test.each(['node-1', 'Node_1.example.org', '10.0.0.1', '_x', 'x'.repeat(255)])('a host may be called %s', (name) =>
  expect(isHostName(name)).toBe(true),
)

test.each(['', '-x', '--force', 'a/b', 'rack 1', '.', '..', 'join-tokens', 'x'.repeat(256)])(
  'no host is called %j',
  (name) => expect(isHostName(name)).toBe(false),
)
