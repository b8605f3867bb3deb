import { expect, test } from 'vitest'
import { addressNumber, addressText, cidrText, isHostOf, parseCidr, poolsAround } from './ipv4.ts'

test('an address is a number and comes back as it was', () => {
  expect(addressText(addressNumber('10.64.255.254')!)).toBe('10.64.255.254')
  expect(addressNumber('255.255.255.255')).toBe(2 ** 32 - 1)
})

test.each(['', '10.0.0', '10.0.0.256', '10.0.0.1.2', 'fd00::1', '10.0.0.x'])('%j is no address', (text) => {
  expect(addressNumber(text)).toBeUndefined()
})

test('host bits of a network are dropped', () => {
  expect(cidrText(parseCidr('192.168.7.9/24')!)).toBe('192.168.7.0/24')
})

test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/24/1', '10.0.0.0/-1', 'fd00::/64'])('%j is no network', (text) => {
  expect(parseCidr(text)).toBeUndefined()
})

test('the network and broadcast addresses are nobody’s', () => {
  const cidr = parseCidr('10.0.0.0/30')!
  expect(['10.0.0.0', '10.0.0.1', '10.0.0.2', '10.0.0.3'].map((ip) => isHostOf(cidr, ip))).toEqual([
    false,
    true,
    true,
    false,
  ])
})

test('what is given out leaves the gateway out, wherever it is', () => {
  const cidr = parseCidr('10.0.0.0/29')!
  expect(poolsAround(cidr, '10.0.0.1')).toEqual([{ start: '10.0.0.2', end: '10.0.0.6' }])
  expect(poolsAround(cidr, '10.0.0.4')).toEqual([
    { start: '10.0.0.1', end: '10.0.0.3' },
    { start: '10.0.0.5', end: '10.0.0.6' },
  ])
  expect(poolsAround(cidr, null)).toEqual([{ start: '10.0.0.1', end: '10.0.0.6' }])
})
