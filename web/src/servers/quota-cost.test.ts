import { expect, test } from 'vitest'
import { costOf, costOfResize, quotaShortfalls } from './quota-cost.ts'

const quota = {
  servers: { used: 8, limit: 10 },
  vcpus: { used: 0, limit: null },
  ramMb: { used: 49_152, limit: 51_200 },
  keyPairsLimit: 100,
}

test('what fits is no shortfall', () => {
  expect(quotaShortfalls(quota, costOf({ vcpus: 64, ramMb: 1024 }, 2))).toEqual([])
})

test('each quota that does not suffice is named with what is left of it', () => {
  expect(quotaShortfalls(quota, costOf({ vcpus: 1, ramMb: 2048 }, 3))).toEqual([
    'Not enough servers: this takes 3, and of the quota of 10 there is 2 left.',
    'Not enough memory: this takes 6 GB, and of the quota of 50 GB there is 2 GB left.',
  ])
})

test('nothing chosen costs nothing', () => {
  expect(costOf(undefined, 5)).toEqual({ servers: 0, vcpus: 0, ramMb: 0 })
})

test('a resize costs what it adds, and nothing where it becomes smaller', () => {
  expect(costOfResize({ vcpus: 1, ramMb: 4096 }, { vcpus: 4, ramMb: 1024 })).toEqual({ servers: 0, vcpus: 3, ramMb: 0 })
})

test('a quota that is overdrawn does not stop what takes nothing of it', () => {
  const overdrawn = { ...quota, servers: { used: 11, limit: 10 } }
  expect(quotaShortfalls(overdrawn, { servers: 0, vcpus: 1, ramMb: 0 })).toEqual([])
})
