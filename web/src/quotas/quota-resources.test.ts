import { expect, test } from 'vitest'
import { belowUse, changedLimits } from './quota-resources.ts'

const before = { 'compute instances': 10, 'compute cores': 20, 'network port': 500 }

test('only what differs is sent, to the service that keeps it', () => {
  expect(changedLimits(before, { ...before, 'compute cores': -1, 'network port': 50 })).toEqual({
    compute: { cores: -1 },
    network: { port: 50 },
  })
  expect(changedLimits(before, before)).toEqual({})
})

test('a limit below what is used is told, and no limit is not below anything', () => {
  const limits = { 'compute instances': { limit: 10, used: 4 }, 'network port': { limit: 500, used: 9 } }
  expect(belowUse(limits, { 'compute instances': 3, 'network port': -1 }).map(({ name }) => name)).toEqual([
    'instances',
  ])
  expect(belowUse(limits, { 'compute instances': 4 })).toEqual([])
})
