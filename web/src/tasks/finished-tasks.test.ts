import { expect, test } from 'vitest'
import { endedElsewhere, endedIds } from './finished-tasks.ts'
import type { Task } from './tasks-query.ts'

const aTask = (what: Partial<Task> = {}): Task => ({
  id: 'task',
  runId: null,
  action: 'resize',
  body: null,
  project: { id: 'p', name: 'demo' },
  server: { id: 's', name: 'web-1', isDeleted: false },
  servers: 1,
  requestId: 'req-1',
  startedAt: '2026-11-30T12:00:01Z',
  finishedAt: '2026-11-30T12:00:02Z',
  outcome: 'done',
  message: null,
  progress: null,
  step: null,
  counts: { done: 1, failed: 0, running: 0 },
  ...what,
})
const told = (what: Partial<Task>, pathname = '/p/demo/images', before: Partial<Task>[] = []) =>
  endedElsewhere([aTask(what)], endedIds(before.map(aTask)), pathname).length === 1

test('what has ended while I was elsewhere is told', () => {
  expect(told({})).toBe(true)
})

test('what is under way, or had ended before I came, is not', () => {
  expect(told({ outcome: 'running', finishedAt: null })).toBe(false)
  expect(told({}, '/p/demo/images', [{}])).toBe(false)
  expect(told({}, '/p/demo/images', [{ outcome: 'running', finishedAt: null }])).toBe(true)
})

test('what I am looking at is not', () => {
  expect(told({}, '/p/demo/servers/s/log')).toBe(false)
  expect(told({}, '/p/demo/servers')).toBe(true)
  expect(told({ runId: 'r', server: null }, '/p/demo/bulk/r')).toBe(false)
})

test('what takes a moment is told only where it took long or failed', () => {
  expect(told({ action: 'stop' })).toBe(false)
  expect(told({ action: 'stop', outcome: 'failed' })).toBe(true)
  expect(told({ action: 'stop', finishedAt: '2026-11-30T12:01:00Z' })).toBe(true)
  expect(told({ action: 'os-stop', runId: 'r', server: null })).toBe(true)
})
