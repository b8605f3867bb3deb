import { expect, test } from 'vitest'
import { everyStatus, statesOf, statusOf } from './status.ts'
import type { VmState } from './server.ts'

const shown = (vmState: VmState, taskState: string | null = null) => statusOf({ vmState, taskState, deletedAt: null })

test.each<[VmState, string | null, string]>([
  ['active', null, 'ACTIVE'],
  ['active', 'powering-off', 'ACTIVE'],
  ['active', 'reboot_started', 'REBOOT'],
  ['active', 'rebooting_hard', 'HARD_REBOOT'],
  ['stopped', 'rebooting_hard', 'SHUTOFF'],
  ['building', 'spawning', 'BUILD'],
  ['stopped', 'resize_prep', 'RESIZE'],
  ['resized', 'resize_reverting', 'REVERT_RESIZE'],
  ['error', 'rebuilding', 'REBUILD'],
  ['shelved_offloaded', null, 'SHELVED_OFFLOADED'],
])('a server that is %s and %s shows %s', (vmState, taskState, status) => {
  expect(shown(vmState, taskState)).toBe(status)
})

test('what is deleted shows so, whatever else it was', () => {
  expect(statusOf({ vmState: 'error', taskState: 'deleting', deletedAt: new Date() })).toBe('DELETED')
})

test.each([...everyStatus])('%s leads back to states that show it', (status) => {
  const { vmStates, tasks } = statesOf(status.toLowerCase())!
  expect(vmStates.some((vmState) => (tasks ?? [null]).some((task) => shown(vmState, task) === status))).toBe(true)
})

test('a status that there is not leads nowhere', () => {
  expect(statesOf('DANCING')).toBeUndefined()
})
