import { expect, test } from 'vitest'
import { cpuSet, writeCpuSet } from './cpu-set.ts'

const read = (text: string) => cpuSet(8)({ key: 'hw:numa_cpus.0', text, by: 'flavor' })

test.each([
  ['2', [2]],
  ['0-2', [0, 1, 2]],
  ['5,0-2', [0, 1, 2, 5]],
  ['0-4,^1,^3-4', [0, 2]],
  ['^0', [1, 2, 3, 4, 5, 6, 7]],
  ['1,1', [1]],
])('%s names CPUs', (text, cpus) => {
  expect(read(text)).toEqual(cpus)
})

test.each([
  ['all', 'write CPUs such as 0-3,^2'],
  ['', 'write CPUs'],
  ['2-1', 'from its lower CPU to its higher one'],
  ['8', 'the flavor has the CPUs 0 to 7'],
])('%s is refused', (text, why) => {
  expect(() => read(text)).toThrow(why)
})

test('CPUs are written as short as they can be', () => {
  expect(writeCpuSet([0, 1, 2, 5, 7, 8])).toBe('0-2,5,7-8')
  expect(writeCpuSet([])).toBe('')
})
