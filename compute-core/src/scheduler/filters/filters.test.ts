import { readdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { ServerGroupPolicy } from '#domain/server-group/server-group'
import { type HostId, newId, type ServerId } from '#platform/ids'
import { aFlavorNeed, aHostRequest, aHostState, aStock } from '#test/a-host-state'
import { hostAggregates, type ImageIsolation } from '../host-aggregates.ts'
import type { HostFilter } from '../host-filter.ts'
import type { HostRequest } from '../host-request.ts'
import type { HostState } from '../host-state.ts'
import { aggregateImagePropertiesFilter } from './aggregate-image-properties-filter.ts'
import { aggregateInstanceExtraSpecsFilter } from './aggregate-instance-extra-specs-filter.ts'
import { aggregateIoOpsFilter } from './aggregate-io-ops-filter.ts'
import { aggregateIsolationFilter } from './aggregate-isolation-filter.ts'
import { aggregateNumInstancesFilter } from './aggregate-num-instances-filter.ts'
import { aggregateTenancyFilter } from './aggregate-tenancy-filter.ts'
import { aggregateTypeAffinityFilter } from './aggregate-type-affinity-filter.ts'
import { availabilityZoneFilter } from './availability-zone-filter.ts'
import { avoidedHostFilter } from './avoided-host-filter.ts'
import { computeCapabilitiesFilter } from './compute-capabilities-filter.ts'
import { computeFilter } from './compute-filter.ts'
import { cpuFilter } from './cpu-filter.ts'
import { differentHostFilter } from './different-host-filter.ts'
import { diskFilter } from './disk-filter.ts'
import { imagePropertiesFilter } from './image-properties-filter.ts'
import { ramFilter } from './ram-filter.ts'
import { requestedHostFilter } from './requested-host-filter.ts'
import { sameHostFilter } from './same-host-filter.ts'
import { serverGroupAffinityFilter } from './server-group-affinity-filter.ts'
import { serverGroupAntiAffinityFilter } from './server-group-anti-affinity-filter.ts'

const peer = newId<ServerId>()
const needs = (what: Partial<HostRequest['flavor']>) => ({ flavor: aFlavorNeed(what) })
const specs = (extraSpecs: Record<string, string>) => needs({ extraSpecs })

const here = newId<HostId>()
const elsewhere = newId<HostId>()
const inGroup = (policy: ServerGroupPolicy, membersOn: [HostId, number][], maxServerPerHost = 1) => ({
  host: { id: here },
  request: { group: { policy, maxServerPerHost, membersOn: new Map(membersOn) } },
})

/** A host in these aggregates, in a cloud where other aggregates have `elsewhere` for keys. */
const inAggregates = (
  ofHost: Record<string, string>[],
  elsewhere: string[] = [],
  isolation: ImageIsolation = { namespace: undefined, separator: '.' },
) => {
  const keys = new Set([...elsewhere, ...ofHost.flatMap((metadata) => Object.keys(metadata))])
  return { host: { aggregates: hostAggregates(ofHost, keys, isolation) } }
}
const withHost = (host: Partial<HostState>, ofHost: Record<string, string>[]) => ({
  host: { ...host, ...inAggregates(ofHost).host },
})
const scoped = (key: string, rule: string) => specs({ [`aggregate_instance_extra_specs:${key}`]: rule })

interface Case {
  filter: HostFilter
  when: string
  host?: Partial<HostState>
  request?: Partial<HostRequest>
  /** Why not; absent when the host will do. */
  because?: string
}

const cases: Case[] = [
  { filter: serverGroupAffinityFilter, when: 'there is no group' },
  { filter: serverGroupAffinityFilter, when: 'the group runs nowhere yet', ...inGroup('affinity', []) },
  { filter: serverGroupAffinityFilter, when: 'the group runs there', ...inGroup('affinity', [[here, 2]]) },
  {
    filter: serverGroupAffinityFilter,
    when: 'the group runs elsewhere',
    ...inGroup('affinity', [[elsewhere, 1]]),
    because: 'runs none of its server group, which wants to be on one host',
  },
  { filter: serverGroupAffinityFilter, when: 'it is a job only', ...inGroup('soft-affinity', [[elsewhere, 1]]) },
  {
    filter: serverGroupAntiAffinityFilter,
    when: 'the group is elsewhere',
    ...inGroup('anti-affinity', [[elsewhere, 1]]),
  },
  { filter: serverGroupAntiAffinityFilter, when: 'two may share', ...inGroup('anti-affinity', [[here, 1]], 2) },
  { filter: serverGroupAntiAffinityFilter, when: 'it is a job only', ...inGroup('soft-anti-affinity', [[here, 9]]) },
  {
    filter: serverGroupAntiAffinityFilter,
    when: 'as many as may share are there',
    ...inGroup('anti-affinity', [[here, 2]], 2),
    because: 'runs 2 of its server group, which wants at most 2 on a host',
  },
  { filter: computeFilter, when: 'it is enabled and up' },
  { filter: computeFilter, when: 'it is disabled', host: { enabled: false }, because: 'is disabled' },
  {
    filter: computeFilter,
    when: 'it is disabled with a reason',
    host: { enabled: false },
    because: 'is disabled',
  },
  { filter: computeFilter, when: 'it was not heard of', host: { up: false }, because: 'is down' },
  { filter: availabilityZoneFilter, when: 'the zone is its own', request: { zone: 'nova' } },
  {
    filter: availabilityZoneFilter,
    when: 'the zone is another',
    request: { zone: 'east' },
    because: 'is in zone nova, not east',
  },
  { filter: requestedHostFilter, when: 'it was asked for in capitals', request: { requestedHost: 'HOST-1' } },
  {
    filter: requestedHostFilter,
    when: 'another was asked for',
    request: { requestedHost: 'host-2' },
    because: 'is not host-2',
  },
  {
    filter: avoidedHostFilter,
    when: 'it failed before',
    request: { avoidHosts: ['host-1'] },
    because: 'failed to build it before',
  },
  { filter: ramFilter, when: 'memory is exactly enough', request: needs({ ramMb: 16_384 }) },
  {
    filter: ramFilter,
    when: 'memory is short',
    host: { ramMb: aStock(8192, { used: 7680 }) },
    request: needs({ ramMb: 4096 }),
    because: 'needs 4 GB of memory, has 512 MB',
  },
  {
    filter: ramFilter,
    when: 'what it keeps for itself is missing',
    host: { ramMb: aStock(4096, { reserved: 512 }) },
    request: needs({ ramMb: 4096 }),
    because: 'needs 4 GB of memory, has 3.5 GB',
  },
  { filter: cpuFilter, when: 'overcommit leaves enough', host: { vcpu: aStock(2, { allocationRatio: 4, used: 6 }) } },
  {
    filter: cpuFilter,
    when: 'one server would take more than there are',
    host: { vcpu: aStock(2, { allocationRatio: 16 }) },
    request: needs({ vcpus: 4 }),
    because: 'needs 4 vCPUs, gives at most 2 to one server',
  },
  {
    filter: diskFilter,
    when: 'root, ephemeral and swap together are too much',
    host: { diskGb: aStock(12) },
    request: needs({ diskGb: 10, ephemeralGb: 2, swapMb: 1 }),
    because: 'needs 13 GB of disk, gives at most 12 GB to one server',
  },
  { filter: diskFilter, when: 'the flavor has no disk', host: { diskGb: aStock(0) }, request: needs({ diskGb: 0 }) },
  {
    filter: differentHostFilter,
    when: 'the other server runs there',
    host: { serverIds: [peer] },
    request: { differentFrom: [peer] },
    because: 'runs a server of hint different_host',
  },
  { filter: differentHostFilter, when: 'the other server runs elsewhere', request: { differentFrom: [peer] } },
  {
    filter: sameHostFilter,
    when: 'the other server runs there',
    host: { serverIds: [peer] },
    request: { sameAs: [peer] },
  },
  {
    filter: sameHostFilter,
    when: 'the other server runs elsewhere',
    request: { sameAs: [peer] },
    because: 'runs no server of hint same_host',
  },
  { filter: imagePropertiesFilter, when: 'the image asks for nothing', host: {} },
  {
    filter: imagePropertiesFilter,
    when: 'the image calls the architecture by another name',
    request: { imageProperties: { hw_architecture: 'amd64' } },
  },
  {
    filter: imagePropertiesFilter,
    when: 'the image is for another architecture',
    request: { imageProperties: { hw_architecture: 'aarch64', hw_vm_mode: 'hvm' } },
    because: 'does not support what the image needs (aarch64, hvm)',
  },
  {
    filter: computeCapabilitiesFilter,
    when: 'the spec is of another scope',
    request: specs({ 'hw:cpu_policy': 'dedicated' }),
  },
  {
    filter: computeCapabilitiesFilter,
    when: 'an unscoped spec names no capability',
    request: specs({ colour: 'red' }),
  },
  {
    filter: computeCapabilitiesFilter,
    when: 'a nested list has the word',
    request: specs({ 'capabilities:cpu_info:features': '<in> aes' }),
  },
  {
    filter: computeCapabilitiesFilter,
    when: 'a scoped capability is missing',
    request: specs({ 'capabilities:colour': 'red' }),
    because: 'has no capability capabilities:colour',
  },
  {
    filter: computeCapabilitiesFilter,
    when: 'the value is another',
    request: specs({ 'capabilities:hypervisor_type': 's== xen' }),
    because: 'has capabilities:hypervisor_type "QEMU", not s== xen',
  },
]

const aggregateCases: Case[] = [
  {
    filter: aggregateInstanceExtraSpecsFilter,
    when: 'the flavor asks for nothing',
    ...inAggregates([{ ssd: 'true' }]),
  },
  {
    filter: aggregateInstanceExtraSpecsFilter,
    when: 'one of the values of two aggregates will do',
    ...inAggregates([{ cpu: 'xeon' }, { cpu: 'i7, epyc' }]),
    request: scoped('cpu', 'epyc'),
  },
  {
    filter: aggregateInstanceExtraSpecsFilter,
    when: 'a rule is met',
    ...inAggregates([{ cores: '16' }]),
    request: scoped('cores', '>= 8'),
  },
  {
    filter: aggregateInstanceExtraSpecsFilter,
    when: 'no value will do',
    ...inAggregates([{ cpu: 'xeon, i7' }]),
    request: scoped('cpu', 'epyc'),
    because: 'is in aggregates with cpu xeon, i7, not epyc',
  },
  {
    filter: aggregateInstanceExtraSpecsFilter,
    when: 'no aggregate of the host has the key',
    request: scoped('ssd', 'true'),
    because: 'is in no aggregate with ssd, which the flavor asks for',
  },
  { filter: aggregateInstanceExtraSpecsFilter, when: 'the spec is of another scope', request: specs({ 'hw:a': 'b' }) },
  {
    filter: aggregateInstanceExtraSpecsFilter,
    when: 'a spec without a scope is no key of any aggregate',
    request: specs({ colour: 'red' }),
  },
  {
    filter: aggregateInstanceExtraSpecsFilter,
    when: 'a spec without a scope is a key of other aggregates',
    ...inAggregates([], ['colour']),
    request: specs({ colour: 'red' }),
    because: 'is in no aggregate with colour, which the flavor asks for',
  },
  {
    filter: aggregateInstanceExtraSpecsFilter,
    when: 'a spec without a scope is met',
    ...inAggregates([{ colour: 'red' }]),
    request: specs({ colour: '<in> re' }),
  },
  {
    filter: aggregateImagePropertiesFilter,
    when: 'the image has the value',
    ...inAggregates([{ os_distro: 'debian, windows' }]),
    request: { imageProperties: { os_distro: 'windows' } },
  },
  {
    filter: aggregateImagePropertiesFilter,
    when: 'the image says nothing of it',
    ...inAggregates([{ os_distro: 'windows' }]),
    request: { imageProperties: { os_type: 'linux' } },
  },
  {
    filter: aggregateImagePropertiesFilter,
    when: 'the image has another value',
    ...inAggregates([{ os_distro: 'windows' }, { os_distro: 'reactos' }]),
    request: { imageProperties: { os_distro: 'debian' } },
    because: 'takes images with os_distro windows, reactos, not debian',
  },
  {
    filter: aggregateImagePropertiesFilter,
    when: 'the key is no property that has a meaning',
    ...inAggregates([{ colour: 'red' }]),
    request: { imageProperties: { colour: 'blue' } },
  },
  {
    filter: aggregateImagePropertiesFilter,
    when: 'the key is in the namespace',
    ...inAggregates([{ 'mine.colour': 'red', os_distro: 'windows' }], [], { namespace: 'mine', separator: '.' }),
    request: { imageProperties: { 'mine.colour': 'blue', os_distro: 'debian' } },
    because: 'takes images with mine.colour red, not blue',
  },
  {
    filter: aggregateImagePropertiesFilter,
    when: 'the key is in another namespace',
    ...inAggregates([{ os_distro: 'windows' }], [], { namespace: 'mine', separator: '.' }),
    request: { imageProperties: { os_distro: 'debian' } },
  },
  { filter: aggregateTenancyFilter, when: 'no aggregate names a project', request: { projectId: 'p1' } },
  {
    filter: aggregateTenancyFilter,
    when: 'the project is among those of all keys',
    ...inAggregates([{ filter_tenant_id: 'p2,p3', filter_tenant_id_more: 'p1' }]),
    request: { projectId: 'p1' },
  },
  {
    filter: aggregateTenancyFilter,
    when: 'others are named',
    ...inAggregates([{ filter_tenant_id3: 'p2, p3' }]),
    request: { projectId: 'p1' },
    because: 'is kept for other projects',
  },
  {
    filter: aggregateTypeAffinityFilter,
    when: 'the flavor is named',
    ...inAggregates([{ instance_type: 'm1.nano, m1.tiny' }]),
  },
  {
    filter: aggregateTypeAffinityFilter,
    when: 'others are named',
    ...inAggregates([{ instance_type: 'm1.nano,m1.large' }]),
    because: 'takes flavors m1.nano, m1.large, not m1.tiny',
  },
  {
    filter: aggregateIsolationFilter,
    when: 'the server asks for the trait',
    ...inAggregates([{ 'trait:CUSTOM_LICENSED': 'required' }]),
    request: specs({ 'trait:CUSTOM_LICENSED': 'required' }),
  },
  {
    filter: aggregateIsolationFilter,
    when: 'the server does not ask for the trait',
    ...inAggregates([{ 'trait:CUSTOM_LICENSED': 'required' }]),
    because: 'is kept for servers that ask for trait CUSTOM_LICENSED',
  },
  {
    filter: aggregateNumInstancesFilter,
    when: 'the least of the limits is reached',
    ...withHost({ serverIds: [peer, peer] }, [{ max_instances_per_host: '9' }, { max_instances_per_host: '2' }]),
    because: 'has as many servers as its aggregates allow, 2',
  },
  {
    filter: aggregateNumInstancesFilter,
    when: 'the limit is no number',
    ...withHost({ serverIds: [peer] }, [{ max_instances_per_host: 'few' }]),
  },
  {
    filter: aggregateIoOpsFilter,
    when: 'the limit is reached',
    ...withHost({ ioOps: 3 }, [{ max_io_ops_per_host: '3' }]),
    because: 'builds or copies as many servers as its aggregates allow at once, 3',
  },
  {
    filter: aggregateIoOpsFilter,
    when: 'there is a way to go',
    ...withHost({ ioOps: 2 }, [{ max_io_ops_per_host: '3' }]),
  },
]

test.each([...cases, ...aggregateCases])('$filter.name, when $when: $because', ({ filter, host, request, because }) => {
  const verdict = filter.check(aHostState(host), aHostRequest(request))
  expect(verdict).toMatchObject(because === undefined ? { fits: true } : { fits: false, because })
})

test.each([
  [aggregateTypeAffinityFilter, inAggregates([{ instance_type: 'theirs' }]), needs({ name: 'mine' })],
  [aggregateImagePropertiesFilter, inAggregates([{ os_distro: 'theirs' }]), { imageProperties: { os_distro: 'mine' } }],
  [aggregateInstanceExtraSpecsFilter, inAggregates([{ cpu: 'theirs' }]), scoped('cpu', 'mine')],
  [aggregateIsolationFilter, inAggregates([{ 'trait:CUSTOM_theirs': 'required' }]), {}],
  [computeCapabilitiesFilter, { host: { name: 'theirs' } }, specs({ 'capabilities:hypervisor_hostname': 'mine' })],
] as const)('whoever asked is not told what $0.name tells administrators', ({ check }, { host }, request) => {
  const verdict = check(aHostState(host), aHostRequest(request as Partial<HostRequest>))
  expect(verdict).toMatchObject({
    because: expect.stringContaining('theirs'),
    told: expect.not.stringContaining('theirs'),
  })
})

const refusing = aggregateCases.filter(({ because }) => because !== undefined)

test.each(refusing)('what aggregates say is not told by $filter.name, when $when', ({ filter, host, request }) => {
  const state = aHostState(host)
  const asked = aHostRequest(request)
  const verdict = filter.check(state, asked)
  const read = verdict.fits ? '' : (verdict.told ?? verdict.because)
  // What the request names itself is known to whoever sent it.
  const known = JSON.stringify([asked.flavor, asked.imageProperties, asked.projectId])
  const { values, isolatedFor } = state.aggregates
  const said = [...values.values()].flatMap((each) => [...each]).concat([...isolatedFor])
  expect(said.filter((word) => !known.includes(word) && read.includes(word))).toEqual([])
})

test('every filter that reads aggregates has such a case', async () => {
  const files = (await readdir(import.meta.dirname)).filter((name) => /^aggregate-.*-filter\.ts$/.test(name))
  expect(new Set(refusing.map(({ filter }) => filter.name)).size).toBe(files.length)
})
