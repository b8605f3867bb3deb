import { lifecycle } from '@kilonova/compute-core/domain/server/lifecycle'
import { everyStatus } from '@kilonova/compute-core/domain/server/status'
import { expect, test } from 'vitest'
import { humanize } from '#ui/format'
import { isMoving, knownTasks, statusLook, taskWord, toneOf } from './server-status.ts'

test('every status that a server can show has a word of its own', () => {
  const unnamed = [...everyStatus].filter((status) => statusLook(status).tone === 'warn').toSorted()
  // The rest of those that warn are warnings indeed: one that nobody had named would be among them.
  expect(unnamed).toEqual(['RESCUE', 'SOFT_DELETED', 'VERIFY_RESIZE'])
})

test('every task of the lifecycle is told in words', () => {
  const tasks = Object.values(lifecycle).flatMap(({ task, laterTasks }) => [task, ...laterTasks])
  expect(tasks.filter((task) => task !== null && !knownTasks.has(task))).toEqual([])
})

test('words are in sentence case, and only what waits for somebody is marked so', () => {
  expect(statusLook('SHELVED_OFFLOADED')).toEqual({ word: 'Shelved, offloaded', tone: 'idle' })
  expect([...everyStatus].filter((status) => statusLook(status).needsYou).toSorted()).toEqual([
    'ERROR',
    'VERIFY_RESIZE',
  ])
})

test('what a later version of the API may say is shown as it comes, and warns', () => {
  expect(statusLook('HALF_OPEN')).toEqual({ word: 'Half open', tone: 'warn' })
  expect(taskWord('polishing_brass')).toBe(humanize('polishing_brass'))
})

test('a server moves while a task runs or its status passes', () => {
  expect(toneOf('BUILD')).toBe('moving')
  expect(isMoving({ status: 'BUILD', taskState: null })).toBe(true)
  expect(isMoving({ status: 'ACTIVE', taskState: 'powering-off' })).toBe(true)
  expect(isMoving({ status: 'ERROR', taskState: null })).toBe(false)
})
