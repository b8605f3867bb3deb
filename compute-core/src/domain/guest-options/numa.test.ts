import { expect, test } from 'vitest'
import { aSource } from './a-source.ts'
import { readNuma } from './numa.ts'

const cells = (...source: Parameters<typeof aSource>) => readNuma(aSource(...source))
const half = (cell: number) => ({ cpus: [2 * cell, 2 * cell + 1], ramMb: 512 })

test('a plain guest knows of no cells', () => {
  expect(cells()).toBeUndefined()
})

test('CPUs and memory are parted evenly', () => {
  expect(cells({ 'hw:numa_nodes': '2' })).toEqual([half(0), half(1)])
  expect(cells({}, { hw_numa_nodes: '2' })).toEqual([half(0), half(1)])
})

test('or as the flavor describes', () => {
  const specs = {
    'hw:numa_nodes': '2',
    'hw:numa_cpus.0': '0',
    'hw:numa_mem.0': '256',
    'hw:numa_cpus.1': '1-3',
    'hw:numa_mem.1': '768',
  }
  expect(cells(specs)).toEqual([
    { cpus: [0], ramMb: 256 },
    { cpus: [1, 2, 3], ramMb: 768 },
  ])
})

test('CPUs or pages of its own make a guest one cell', () => {
  const one = [{ cpus: [0, 1, 2, 3], ramMb: 1024 }]
  expect(cells({ 'hw:cpu_policy': 'dedicated' })).toEqual(one)
  expect(cells({ 'hw:mem_page_size': 'large' })).toEqual(one)
})

const two = { 'hw:numa_nodes': '2', 'hw:numa_cpus.0': '0-1', 'hw:numa_mem.0': '512' }
test.each([
  [{ 'hw:numa_nodes': '3' }, {}, 'do not divide so'],
  [{ 'hw:numa_nodes': '0' }, {}, 'write a whole number, 1 or more'],
  [{ 'hw:numa_nodes': '2' }, { hw_numa_nodes: '2' }, 'the flavor has hw:numa_nodes as well'],
  [two, {}, 'of every node, or of none'],
  [{ ...two, 'hw:numa_cpus.1': '2-3' }, {}, 'both the CPUs and the memory of node 1'],
  [{ ...two, 'hw:numa_cpus.1': '1-3', 'hw:numa_mem.1': '512' }, {}, 'a CPU is in two nodes'],
  [{ ...two, 'hw:numa_cpus.1': '2', 'hw:numa_mem.1': '512' }, {}, 'must have all of the 4 CPUs'],
  [{ ...two, 'hw:numa_cpus.1': '2-3', 'hw:numa_mem.1': '500' }, {}, 'have 1012 MB together, the flavor 1024 MB'],
  [{ ...two, 'hw:numa_cpus.1': '2-4', 'hw:numa_mem.1': '512' }, {}, 'the flavor has the CPUs 0 to 3'],
])('the flavor %o and the image %o are refused', (specs, properties, why) => {
  expect(() => cells(specs, properties)).toThrow(why)
})
