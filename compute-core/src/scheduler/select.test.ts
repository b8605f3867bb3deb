import { expect, test } from 'vitest'
import { aFlavorNeed, aHostRequest, aHostState, aStock } from '#test/a-host-state'
import { hostAggregates } from './host-aggregates.ts'
import { weigh } from './host-weigher.ts'
import { countReasons, select } from './select.ts'
import { ioOpsWeigher } from './weighers/io-ops-weigher.ts'
import { numInstancesWeigher } from './weighers/num-instances-weigher.ts'
import { ramWeigher } from './weighers/ram-weigher.ts'

const names = (hosts: readonly { name: string }[]) => hosts.map(({ name }) => name)

test('the host with the most room comes first', () => {
  const small = aHostState({ name: 'small', ramMb: aStock(8192) })
  const large = aHostState({ name: 'large', ramMb: aStock(65_536) })
  expect(names(select(aHostRequest(), [small, large]).ranked)).toEqual(['large', 'small'])
})

test('of equal hosts the busier one comes last', () => {
  const busy = aHostState({ name: 'a-busy', ioOps: 3 })
  const quiet = aHostState({ name: 'b-quiet' })
  expect(names(select(aHostRequest(), [busy, quiet]).ranked)).toEqual(['b-quiet', 'a-busy'])
})

test('every refused host is told with its reason, and equal reasons are counted', () => {
  const hosts = [
    aHostState({ name: 'a', up: false }),
    aHostState({ name: 'b', up: false }),
    aHostState({ name: 'c', ramMb: aStock(1024, { maxUnit: 8192 }) }),
  ]
  const { ranked, rejections } = select(aHostRequest({ flavor: aFlavorNeed({ ramMb: 4096 }) }), hosts)
  expect(ranked).toEqual([])
  expect(rejections[2]).toEqual({ host: 'c', filter: 'RamFilter', because: 'needs 4 GB of memory, has 1 GB' })
  expect(countReasons(rejections)).toEqual({ 'is down': 2, 'needs 4 GB of memory, has 1 GB': 1 })
})

test('without hosts nothing is ranked and nothing refused', () => {
  expect(select(aHostRequest(), [])).toEqual({ ranked: [], rejections: [] })
})

test('a weigher with a floor counts equal hosts in full, one without counts them not at all', () => {
  const hosts = [aHostState({ name: 'a', serverIds: [] }), aHostState({ name: 'b', serverIds: [] })]
  expect([...weigh(hosts, aHostRequest(), [ramWeigher]).values()]).toEqual([1, 1])
  expect([...weigh(hosts, aHostRequest(), [{ ...numInstancesWeigher, multiplier: 1 }]).values()]).toEqual([0, 0])
})

test('weights lie between nothing and their multiplier', () => {
  const hosts = [0, 2, 4].map((ioOps) => aHostState({ name: `h${ioOps}`, ioOps }))
  expect([...weigh(hosts, aHostRequest(), [{ ...ioOpsWeigher, multiplier: -2 }]).values()]).toEqual([0, -1, -2])
})

test.each([
  ['soft-affinity', ['with', 'without']],
  ['soft-anti-affinity', ['without', 'with']],
] as const)('a group with %s prefers, of equal hosts, %j its members', (policy, order) => {
  const hosts = [aHostState({ name: 'with' }), aHostState({ name: 'without' })]
  const group = { policy, maxServerPerHost: 1, membersOn: new Map([[hosts[0]!.id, 2]]) }
  const { ranked, rejections } = select(aHostRequest({ group }), hosts)
  expect(names(ranked)).toEqual(order)
  expect(rejections).toEqual([])
})

test("a host's aggregates say how much a weigher counts for it, and the least of them does", () => {
  const stacking = hostAggregates(
    [{ ram_weight_multiplier: '2.0' }, { ram_weight_multiplier: '-1.5' }, { ram_weight_multiplier: 'much' }],
    new Set(),
    { namespace: undefined, separator: '.' },
  )
  const hosts = [
    aHostState({ name: 'small', ramMb: aStock(8192) }),
    aHostState({ name: 'large', ramMb: aStock(16_384), aggregates: stacking }),
  ]
  expect([...weigh(hosts, aHostRequest(), [ramWeigher]).values()]).toEqual([0.5, -1.5])
})
