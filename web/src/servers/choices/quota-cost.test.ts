import { expect, test } from 'vitest'
import { costOf, costOfResize, quotaShortfalls } from './quota-cost.ts'

const quota = {
  servers: { used: 8, limit: 10 },
  vcpus: { used: 0, limit: null },
  ramMb: { used: 49_152, limit: 51_200 },
  keyPairsLimit: 100,
}

test('what fits into the quota is no shortfall', () => {
  expect(quotaShortfalls(quota, costOf({ vcpus: 64, ramMb: 1024 }, 2))).toEqual([])
})

test('each quota that is exceeded is named, with what is left of it', () => {
  expect(quotaShortfalls(quota, costOf({ vcpus: 1, ramMb: 2048 }, 3))).toEqual([
    'Not enough servers: 3 required, 2 of 10 available.',
    'Not enough memory: 6 GB required, 2 GB of 50 GB available.',
  ])
})

test('without a flavor nothing is used', () => {
  expect(costOf(undefined, 5)).toEqual({ servers: 0, vcpus: 0, ramMb: 0 })
})

test('a resize costs what it adds, and nothing for what becomes smaller', () => {
  expect(costOfResize({ vcpus: 1, ramMb: 4096 }, { vcpus: 4, ramMb: 1024 })).toEqual({ servers: 0, vcpus: 3, ramMb: 0 })
})

test('a quota that is already exceeded does not stop what uses nothing of it', () => {
  const overdrawn = { ...quota, servers: { used: 11, limit: 10 } }
  expect(quotaShortfalls(overdrawn, { servers: 0, vcpus: 1, ramMb: 0 })).toEqual([])
})
