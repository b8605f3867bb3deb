import { expect, test } from 'vitest'
import { kindWord, operationWord } from './audit-words.ts'

test.each([
  ['server-create', 'Create server'],
  ['server-stop', 'Stop'],
  ['server-create-image', 'Snapshot'],
  ['server-trigger-crash-dump', 'Crash dump'],
  ['server-reset-state', 'Reset state'],
  ['user-update', 'Change user'],
  ['project-user-role-set', 'Grant a role'],
  ['sign-in', 'Sign in'],
  ['host-join-token-create', 'Let a machine join as a host'],
  ['host-update', 'Change host'],
])('%s is told as %s', (action, word) => expect(operationWord(action)).toBe(word))

test('what nobody has words for is told by its own name', () => {
  expect(operationWord('metadef-namespace-create')).toBe('Metadef namespace create')
  expect(operationWord('constructor')).toBe('Constructor')
  expect(kindWord('metadef-namespace')).toBe('metadef namespace')
})
