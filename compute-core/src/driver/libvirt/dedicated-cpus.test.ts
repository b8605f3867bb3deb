import { expect, test } from 'vitest'
import { guestOptions } from '#domain/guest-options/guest-options'
import { choosePins, type HostCpus } from './dedicated-cpus.ts'

/** Two threads a core, as in `0,4`, `1,5`, `2,6`, `3,7`; 0 and 4 are for everybody. */
const threaded: HostCpus = {
  cpus: Array.from({ length: 8 }, (_, id) => ({ id, siblings: [id % 4, (id % 4) + 4] })),
  dedicated: [1, 2, 3, 5, 6, 7],
  shared: [0, 4],
  taken: new Set(),
}
const plain: HostCpus = { ...threaded, cpus: threaded.cpus.map(({ id }) => ({ id, siblings: [id] })) }

function pin(vcpus: number, extraSpecs: Record<string, string>, host: HostCpus) {
  const { cpuPolicy } = guestOptions({ flavor: { vcpus, ramMb: 64, extraSpecs }, imageProperties: {} })
  const { vcpus: pins, emulator } = choosePins(cpuPolicy, vcpus, host)
  return { cpus: [...pins.values()], emulator }
}

const dedicated = { 'hw:cpu_policy': 'dedicated' }

test('each CPU has its own, threads of one core together, and QEMU itself runs on them', () => {
  expect(pin(2, dedicated, threaded)).toEqual({ cpus: [[1], [5]], emulator: [1, 5] })
})

test('a core that another guest has half of comes last', () => {
  expect(pin(4, dedicated, { ...threaded, taken: new Set([1]) }).cpus).toEqual([[2], [6], [3], [7]])
})

test('the other CPUs of a mixed guest share with everybody', () => {
  const specs = { 'hw:cpu_policy': 'mixed', 'hw:cpu_dedicated_mask': '1' }
  expect(pin(2, specs, plain)).toEqual({ cpus: [[0, 4], [1]], emulator: [0, 1, 4] })
})

test("QEMU's own threads can have a CPU of their own, or share", () => {
  expect(pin(2, { ...dedicated, 'hw:emulator_threads_policy': 'isolate' }, plain)).toEqual({
    cpus: [[1], [2]],
    emulator: [3],
  })
  expect(pin(1, { ...dedicated, 'hw:emulator_threads_policy': 'share' }, plain).emulator).toEqual([0, 4])
})

test('QEMU keeps off the CPUs that must not wait', () => {
  const specs = { ...dedicated, 'hw:cpu_realtime': 'yes', 'hw:cpu_realtime_mask': '^0' }
  expect(pin(3, specs, plain).emulator).toEqual([1])
})

test('who wants threads, or none, needs a host that has them, or none', () => {
  const specs = (policy: string) => ({ ...dedicated, 'hw:cpu_thread_policy': policy })
  expect(pin(2, specs('require'), threaded).cpus).toEqual([[1], [5]])
  expect(() => pin(2, specs('require'), plain)).toThrow('with hw:cpu_thread_policy=require')
  expect(pin(2, specs('isolate'), plain).cpus).toEqual([[1], [2]])
  expect(() => pin(2, specs('isolate'), threaded)).toThrow('with hw:cpu_thread_policy=isolate')
})

test('a host that has too few refuses with what would help', () => {
  expect(() => pin(4, dedicated, { ...plain, taken: new Set([1, 2, 3]) })).toThrow(
    'The guest needs 4 CPUs of this host for itself; 3 are free. Name more of the host in cpu_dedicated_set',
  )
})
