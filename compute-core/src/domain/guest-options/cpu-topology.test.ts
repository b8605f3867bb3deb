import { expect, test } from 'vitest'
import { aSource } from './a-source.ts'
import { readCpuTopology } from './cpu-topology.ts'

const layout = (...source: Parameters<typeof aSource>) => {
  const { sockets, cores, threads } = readCpuTopology(aSource(...source))
  return `${sockets}x${cores}x${threads}`
}

test.each([
  ['nothing asked: sockets', {}, {}, '4x1x1'],
  ['what is asked for', { 'hw:cpu_sockets': '1', 'hw:cpu_threads': '2' }, {}, '1x2x2'],
  ['cores before threads', { 'hw:cpu_max_sockets': '2' }, {}, '2x2x1'],
  ['as near as possible to what cannot be', { 'hw:cpu_sockets': '3', 'hw:cpu_threads': '2' }, {}, '2x1x2'],
  ['an image instead of the flavor', { 'hw:cpu_sockets': '2' }, { hw_cpu_cores: '4' }, '1x4x1'],
  [
    'an image that takes less drops what the flavor asks',
    { 'hw:cpu_sockets': '4' },
    { hw_cpu_max_sockets: '2' },
    '2x2x1',
  ],
])('%s', (_, specs, properties, expected) => {
  expect(layout(specs, properties)).toBe(expected)
})

test('what an image may not ask for is refused with what the flavor allows', () => {
  expect(() => layout({ 'hw:cpu_max_cores': '2' }, { hw_cpu_max_cores: '4' })).toThrow('the flavor allows 2')
  expect(() => layout({ 'hw:cpu_max_threads': '1' }, { hw_cpu_threads: '2' })).toThrow('at most 1 are allowed')
})

test('limits that no layout fits are refused with what to raise', () => {
  const one = { 'hw:cpu_max_sockets': '1', 'hw:cpu_max_cores': '1', 'hw:cpu_max_threads': '1' }
  expect(() => layout(one)).toThrow('do not fit into 1 sockets of 1 cores of 1 threads. Raise hw:cpu_max_sockets')
})

test('256 CPUs are laid out at once', () => {
  expect(layout({ 'hw:cpu_max_sockets': '2', 'hw:cpu_threads': '2' }, {}, { vcpus: 256 })).toBe('2x64x2')
})
