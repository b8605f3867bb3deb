import { expect, test } from 'vitest'
import { aFlavorNeed, aHostRequest, aHostState, aStock } from '#test/a-host-state'
import { explain, mostPerHost } from './explain.ts'
import { hostAggregates } from './host-aggregates.ts'
import { select } from './select.ts'

const isolation = { namespace: undefined, separator: '.' }
const inAggregate = (metadata: Readonly<Record<string, string>>) => hostAggregates([metadata], new Set(), isolation)

test('a host says every rule that refuses it, where choosing is content with the first', () => {
  const host = aHostState({ enabled: false, zone: 'a', ramMb: aStock(256) })
  const request = aHostRequest({ zone: 'b' })
  expect(explain(request, [host]).hosts[0]).toMatchObject({
    rank: null,
    fits: 0,
    refusals: [
      { filter: 'ComputeFilter', because: 'is disabled' },
      { filter: 'AvailabilityZone', because: 'is in zone a, not b' },
      { filter: 'RamFilter', because: 'needs 512 MB of memory, gives at most 256 MB to one server' },
    ],
  })
  expect(select(request, [host]).rejections).toHaveLength(1)
})

test('hosts that fit come in the order in which they are chosen, then those that lack the least', () => {
  const hosts = [
    aHostState({ name: 'far', enabled: false, ramMb: aStock(1) }),
    aHostState({ name: 'near', ramMb: aStock(1) }),
    aHostState({ name: 'small', ramMb: aStock(8192) }),
    aHostState({ name: 'large', ramMb: aStock(65_536) }),
  ]
  const { hosts: told } = explain(aHostRequest(), hosts)
  expect(told.map(({ name, rank }) => [name, rank])).toEqual([
    ['large', 1],
    ['small', 2],
    ['near', null],
    ['far', null],
  ])
  expect(told[0]!.weight).toBeGreaterThan(told[1]!.weight!)
})

test('a host takes as many as the scarcest of its amounts allows, and says what ends first', () => {
  const host = aHostState({ ramMb: aStock(8192, { used: 1024 }), vcpu: aStock(8, { allocationRatio: 4 }) })
  const { hosts, fits } = explain(aHostRequest({ flavor: aFlavorNeed({ ramMb: 1000 }) }), [host])
  expect(hosts[0]).toMatchObject({ fits: 7, fullWhen: { filter: 'RamFilter' } })
  expect(fits).toBe(7)
})

test.each([
  ['max_instances_per_host', 'AggregateNumInstancesFilter'],
  ['max_io_ops_per_host', 'AggregateIoOpsFilter'],
])('an aggregate with %s ends it earlier', (key, filter) => {
  const host = aHostState({ aggregates: inAggregate({ [key]: '3' }) })
  expect(explain(aHostRequest(), [host]).hosts[0]).toMatchObject({ fits: 3, fullWhen: { filter } })
})

test('an anti-affinity group has as many on a host as it wants there, less those that are there', () => {
  const hosts = [aHostState({ name: 'a' }), aHostState({ name: 'b' })]
  const group = { policy: 'anti-affinity' as const, maxServerPerHost: 2, membersOn: new Map([[hosts[0]!.id, 1]]) }
  const { hosts: told, fits } = explain(aHostRequest({ group }), hosts)
  expect(Object.fromEntries(told.map(({ name, fits: count }) => [name, count]))).toEqual({ a: 1, b: 2 })
  expect(fits).toBe(3)
})

test('all of a new affinity group have to go where the first one goes', () => {
  const hosts = [aHostState({ name: 'small', ramMb: aStock(1024) }), aHostState({ name: 'large', ramMb: aStock(4096) })]
  const group = { policy: 'affinity' as const, maxServerPerHost: 1, membersOn: new Map() }
  expect(explain(aHostRequest({ group }), hosts)).toMatchObject({ fits: 8, hosts: [{ name: 'large' }, { fits: 2 }] })
})

test('no more are counted than one request may make', () => {
  const endless = aHostState({ vcpu: aStock(1e6), ramMb: aStock(1e9), diskGb: aStock(1e6) })
  expect(explain(aHostRequest(), [endless]).hosts[0]).toMatchObject({ fits: mostPerHost, fullWhen: null })
})

test('nothing is counted on the hosts themselves', () => {
  const host = aHostState()
  const before = structuredClone({ ...host, aggregates: null })
  explain(aHostRequest(), [host])
  expect({ ...host, aggregates: null }).toEqual(before)
})

test('a thousand hosts are explained in a moment', () => {
  const hosts = Array.from({ length: 1000 }, (_, index) => aHostState({ name: `h${index}` }))
  const started = performance.now()
  expect(explain(aHostRequest(), hosts).fits).toBe(32_000)
  expect(performance.now() - started).toBeLessThan(5000)
})
