import { expect, test } from 'vitest'
import { affordable, overQuotaMessage, quotaResources, type QuotaLimits } from './quota.ts'

const limits = (what: Partial<QuotaLimits>) =>
  ({ ...Object.fromEntries(quotaResources.map((name) => [name, -1])), ...what }) as QuotaLimits
const nothing = { instances: 0, cores: 0, ram: 0 }
const demand = { count: 5, vcpus: 2, ramMb: 100 }

test.each([
  ['without limits all fit', limits({}), 5],
  ['three servers', limits({ instances: 3 }), 3],
  ['cores for two', limits({ cores: 5 }), 2],
  ['memory for one', limits({ ram: 199, cores: 4 }), 1],
  ['none at all', limits({ instances: 0 }), 0],
])('%s', (_what, given, count) => {
  expect(affordable(given, nothing, demand)).toBe(count)
})

test('more used than allowed leaves room for none, not for fewer than none', () => {
  expect(affordable(limits({ cores: 2 }), { instances: 9, cores: 9, ram: 9 }, demand)).toBe(0)
})

test('a refusal says which limit, and how far', () => {
  const message = overQuotaMessage(limits({ cores: 4, instances: 99 }), { ...nothing, cores: 3 }, demand)
  expect(message).toContain('cores: 10 asked, 3 of 4 used')
  expect(message).not.toContain('instances')
})
