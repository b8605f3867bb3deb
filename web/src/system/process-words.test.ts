import { expect, test } from 'vitest'
import { leaseLeft, machineOf, processLook, rolesOf } from './process-words.ts'

test('a process says whether it is at work, and only one that is silent waits for somebody', () => {
  expect(processLook({ state: 'live' })).toEqual({ word: 'At work', tone: 'good' })
  expect(processLook({ state: 'silent' })).toMatchObject({ word: 'Silent', needsYou: true })
  expect(processLook({ state: 'stopped' })).toEqual({ word: 'Stopped', tone: 'idle' })
  expect(processLook({ state: 'taken-over' }).word).toBe('Taken over')
})

test('roles are told by what they are for', () => {
  expect(rolesOf({ roles: ['api', 'conductor'] })).toBe('APIs and console, Conductor')
})

test('a lease goes down by the clock of the page, in whole seconds, and not below nothing', () => {
  expect(leaseLeft({ lease_left_ms: 9_400 }, 1000, 1000)).toBe('10 s')
  expect(leaseLeft({ lease_left_ms: 9_400 }, 1000, 3000)).toBe('8 s')
  expect(leaseLeft({ lease_left_ms: 9_400 }, 1000, 60_000)).toBe('0 s')
  // A clock that was set back meanwhile.
  expect(leaseLeft({ lease_left_ms: 9_400 }, 60_000, 1000)).toBe('10 s')
})

test('who took over is named by its machine, and by its id where it is forgotten', () => {
  const process = {
    id: 'one',
    host: 'rack-1',
    is_this: true,
    roles: [],
    version: '1',
    revision: null,
    address: null,
    hosts: [],
    state: 'live' as const,
    leads: true,
    started_at: '',
    renewed_at: '',
    lease_left_ms: 0,
    stopped_at: null,
    taken_over_at: null,
    taken_over_by: null,
    flows_under_way: 0,
    flows_waiting: 0,
  }
  expect(machineOf([process], 'one')).toBe('rack-1')
  expect(machineOf([process], 'another')).toBe('another')
})
