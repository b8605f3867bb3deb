import { expect, test } from 'vitest'
import {
  addressesOf,
  changesOf,
  creationOf,
  fieldsOf,
  newSubnet,
  poolsIn,
  problemsOf,
  sizeOfPools,
} from './subnet-fields.ts'

const some = { ...newSubnet, cidr: '10.0.0.0/24' }

test('a range alone is enough: the first address is the gateway, all others are given out', () => {
  expect(problemsOf(some)).toEqual({})
  expect(addressesOf(some)).toBe(253)
  expect(creationOf({ ...some, name: ' inner ' }, 'n')).toEqual({
    name: 'inner',
    network_id: 'n',
    ip_version: 4,
    cidr: '10.0.0.0/24',
    gateway_ip: '10.0.0.1',
    enable_dhcp: true,
    dns_nameservers: [],
    allocation_pools: [{ start: '10.0.0.2', end: '10.0.0.254' }],
  })
})

test('without a gateway all addresses are given out', () => {
  expect(creationOf({ ...some, hasGateway: false, gateway: '10.0.0.1' }, 'n')).toMatchObject({
    gateway_ip: null,
    allocation_pools: [{ start: '10.0.0.1', end: '10.0.0.254' }],
  })
})

test.each([
  [{ cidr: '' }, 'cidr', /range of addresses/],
  [{ cidr: '10.0.0.0/31' }, 'cidr', /from \/8 to \/30/],
  [{ cidr: '127.0.0.0/24' }, 'cidr', /special network/],
  [{ gateway: '10.0.1.1' }, 'gateway', /not an address of 10\.0\.0\.0\/24/],
  [{ gateway: 'router' }, 'gateway', /router is not an IPv4 address/],
  [{ dns: '1.1.1.1, dns.example' }, 'dns', /dns\.example is not an IPv4 address/],
  [{ dns: '1.1.1.1 1.1.1.2 1.1.1.3 1.1.1.4 1.1.1.5 1.1.1.6' }, 'dns', /five/],
  [{ pools: '10.0.0.5' }, 'pools', /one range per line/],
  [{ pools: '10.0.0.5-10.0.1.9' }, 'pools', /not a range within/],
  [{ pools: '10.0.0.1-10.0.0.9' }, 'pools', /Leave it out of the pool/],
] as const)('%j is refused at %s', (change, field, message) => {
  expect(problemsOf({ ...some, ...change })).toEqual({ [field]: expect.stringMatching(message) })
})

test('ranges are read a line each or with commas between', () => {
  const both = [
    { start: '10.0.0.2', end: '10.0.0.9' },
    { start: '10.0.0.20', end: '10.0.0.20' },
  ]
  expect(poolsIn('10.0.0.2-10.0.0.9\n10.0.0.20 - 10.0.0.20\n')).toEqual(both)
  expect(poolsIn('10.0.0.2-10.0.0.9, 10.0.0.20-10.0.0.20')).toEqual(both)
  expect(sizeOfPools(both)).toBe(9)
  expect(poolsIn('10.0.0.2-300.0.0.1')).toBeUndefined()
})

test('a subnet comes out of its form as it went in', () => {
  const subnet = {
    name: 'inner',
    cidr: '10.0.0.0/24',
    gateway_ip: null,
    enable_dhcp: false,
    dns_nameservers: ['1.1.1.1', '9.9.9.9'],
    allocation_pools: [{ start: '10.0.0.10', end: '10.0.0.99' }],
  }
  const fields = fieldsOf(subnet as unknown as Parameters<typeof fieldsOf>[0])
  expect(creationOf(fields, 'n')).toMatchObject(subnet)
  expect(changesOf(fields, fields)).toEqual({})
})

test('of a subnet that is there only what was changed is sent', () => {
  expect(changesOf({ ...some, dns: '9.9.9.9' }, some)).toEqual({ dns_nameservers: ['9.9.9.9'] })
})
