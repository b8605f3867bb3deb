import { expect, test } from 'vitest'
import { addressList, clientAddress, isAddressOrNetwork } from './client-address.ts'

const nobody = addressList([])
const proxies = addressList(['127.0.0.1', '10.0.0.0/8', 'fd00::/8'])

test('nobody’s X-Forwarded-For is believed unless a setting trusts them', () => {
  expect(clientAddress('192.0.2.7', '198.51.100.1', nobody)).toBe('192.0.2.7')
  expect(clientAddress('192.0.2.7', '198.51.100.1', proxies)).toBe('192.0.2.7')
  expect(clientAddress('127.0.0.1', null, proxies)).toBe('127.0.0.1')
})

test.each([
  ['127.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['::ffff:127.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['127.0.0.1', '203.0.113.9, 198.51.100.1, 10.1.1.1', '198.51.100.1'],
  ['fd00::1', '2001:db8::5', '2001:db8::5'],
  ['127.0.0.1', 'made up, 10.1.1.1', '10.1.1.1'],
  ['127.0.0.1', '10.2.2.2, 10.1.1.1', '10.2.2.2'],
])('behind %s, that says %s, the client is %s', (peer, forwardedFor, client) => {
  expect(clientAddress(peer, forwardedFor, proxies)).toBe(client)
})

test('what is no address and no network is refused as a setting', () => {
  expect(['10.0.0.1', '10.0.0.0/8', 'fd00::/8', '::1'].filter((text) => !isAddressOrNetwork(text))).toEqual([])
  const wrong = ['proxy.example.org', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '', '10.0.0']
  expect(wrong.filter(isAddressOrNetwork)).toEqual([])
})
