import { expect, test } from 'vitest'
import { readRefusedHosts, refusedHostsText } from './refused-hosts.ts'

const refused = (filter: string, because: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({ host: `node-${index + 1}`, filter, because }))

test('hosts are told by rule and reason, what refuses most of them first', () => {
  const text = refusedHostsText([
    ...refused('ComputeFilter', 'is down', 1),
    ...refused('RamFilter', 'needs 4 GB of memory, has 1 GB', 2),
  ])
  expect(text).toBe(
    'RamFilter refuses 2 hosts (node-1, node-2): needs 4 GB of memory, has 1 GB\nComputeFilter refuses 1 host (node-1): is down',
  )
})

test('what was written is read again among whatever else is told of a failure', () => {
  const text = refusedHostsText([
    ...refused('AggregateInstanceExtraSpecsFilter', 'is in aggregates with disk ssd (fast): 1, not hdd', 12),
    ...refused('Placement', 'had room until others took it', 1),
  ])
  expect(readRefusedHosts(`No valid host was found.\n${text}\n    at chooseAndClaim (place-server.ts:57:9)`)).toEqual([
    {
      rule: 'AggregateInstanceExtraSpecsFilter',
      because: 'is in aggregates with disk ssd (fast): 1, not hdd',
      count: 12,
      hosts: Array.from({ length: 10 }, (_, index) => `node-${index + 1}`),
    },
    { rule: 'Placement', because: 'had room until others took it', count: 1, hosts: ['node-1'] },
  ])
})

test('of a thousand hosts, each with a reason of its own, some are told', () => {
  const text = refusedHostsText(
    Array.from({ length: 1000 }, (_, index) => refused('RamFilter', `has ${index} MB`, 1)).flat(),
  )
  expect(text.split('\n')).toHaveLength(41)
  expect(text).toContain('There are 960 more reasons.')
})
