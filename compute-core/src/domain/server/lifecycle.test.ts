import { expect, test } from 'vitest'
import type { ServerId } from '#platform/ids'
import { assertCan, lifecycle, type Readiness, refusal, type ServerAction } from './lifecycle.ts'

const aReadiness = (what: Partial<Readiness> = {}): Readiness => ({
  id: '11111111-1111-4111-8111-111111111111' as ServerId,
  vmState: 'active',
  taskState: null,
  lockedBy: null,
  launchedAt: new Date(0),
  ...what,
})

const actions = Object.keys(lifecycle) as ServerAction[]
const exceptDelete = actions.filter((action) => action !== 'delete')

test('a busy server refuses, and says with what', () => {
  expect(() => assertCan(aReadiness({ taskState: 'powering-off' }), 'softReboot', false)).toThrow(
    'task_state powering-off',
  )
})

test('a refusal says what would make it possible', () => {
  expect(refusal(aReadiness(), 'start', false)?.hint).toBe('It must be stopped.')
})

test.each(exceptDelete)('a deleted server cannot begin %s', (action) => {
  expect(() => assertCan(aReadiness({ vmState: 'deleted' }), action, false)).toThrow('vm_state deleted')
})

test.each(exceptDelete)('a server that never ran cannot begin %s', (action) => {
  const vmState = lifecycle[action].from[0]
  expect(refusal(aReadiness({ vmState, launchedAt: null }), action, false)?.message).toContain('launched_at None')
})

test.each(['building', 'active', 'stopped', 'error', 'paused'] as const)(
  'delete begins from %s whatever is under way',
  (vmState) => {
    expect(refusal(aReadiness({ vmState, taskState: 'spawning', launchedAt: null }), 'delete', false)).toBeUndefined()
  },
)

test.each(['createImage', 'createBackup'] as const)('a lock does not keep anybody from %s', (action) => {
  expect(refusal(aReadiness({ lockedBy: 'admin' }), action, false)).toBeUndefined()
})

test.each(actions.filter((action) => lifecycle[action].lockable))(
  'a locked server refuses %s, but not from an administrator',
  (action) => {
    const { from } = lifecycle[action]
    const locked = aReadiness({ lockedBy: 'owner', vmState: from === 'any' ? 'active' : from[0] })
    expect(refusal(locked, action, false)?.message).toContain('locked')
    expect(refusal(locked, action, true)).toBeUndefined()
  },
)

test('a hard reboot preempts a soft one that hangs', () => {
  expect(refusal(aReadiness({ taskState: 'reboot_started' }), 'hardReboot', false)).toBeUndefined()
  expect(refusal(aReadiness({ taskState: 'reboot_started' }), 'softReboot', false)).toBeDefined()
})
