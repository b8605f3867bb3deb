import { expect, test } from 'vitest'
import { aSource } from './a-source.ts'
import { readCpuPolicy } from './cpu-policy.ts'

const policy = (...source: Parameters<typeof aSource>) => readCpuPolicy(aSource(...source))

test.each([
  [{}, {}, 'shared'],
  [{ 'hw:cpu_policy': 'dedicated' }, { hw_cpu_policy: 'shared' }, 'dedicated'],
  [{}, { hw_cpu_policy: 'dedicated' }, 'dedicated'],
  [{ 'hw:cpu_policy': 'shared' }, { hw_cpu_policy: 'shared' }, 'shared'],
])('the flavor %o and the image %o make it %s', (specs, properties, expected) => {
  expect(policy(specs, properties).policy).toBe(expected)
})

test('a dedicated guest has host CPUs for all of its own, a mixed one for those named', () => {
  expect(policy({ 'hw:cpu_policy': 'dedicated' }).dedicated).toEqual([0, 1, 2, 3])
  expect(policy({ 'hw:cpu_policy': 'mixed', 'hw:cpu_dedicated_mask': '^0-1' }).dedicated).toEqual([2, 3])
})

test('a mixed guest that names its realtime CPUs has those for itself', () => {
  const specs = { 'hw:cpu_policy': 'mixed', 'hw:cpu_realtime': 'yes', 'hw:cpu_realtime_mask': '^0' }
  expect(policy(specs)).toMatchObject({ dedicated: [1, 2, 3], realtime: [1, 2, 3] })
})

test('the image asks which threads, where the flavor has no strong option', () => {
  const specs = { 'hw:cpu_policy': 'dedicated', 'hw:cpu_thread_policy': 'prefer' }
  expect(policy(specs, { hw_cpu_thread_policy: 'isolate' }).threadPolicy).toBe('isolate')
})

test.each([
  [{ 'hw:cpu_policy': 'shared' }, { hw_cpu_policy: 'dedicated' }, "the flavor's is shared. Pick a flavor"],
  [
    { 'hw:cpu_policy': 'mixed', 'hw:cpu_dedicated_mask': '0' },
    { hw_cpu_policy: 'dedicated' },
    "the flavor's is mixed. Pick a flavor",
  ],
  [{ 'hw:cpu_policy': 'mixed' }, {}, 'in hw:cpu_dedicated_mask'],
  [{ 'hw:cpu_policy': 'mixed', 'hw:cpu_dedicated_mask': '0-3' }, {}, 'not all and not none'],
  [{ 'hw:cpu_dedicated_mask': '0' }, {}, 'that needs hw:cpu_policy=mixed'],
  [{ 'hw:cpu_thread_policy': 'isolate' }, {}, 'that needs hw:cpu_policy=dedicated'],
  [{ 'hw:emulator_threads_policy': 'isolate' }, {}, 'that needs hw:cpu_policy=dedicated'],
  [{ 'hw:cpu_realtime': 'yes' }, {}, 'that needs hw:cpu_policy=dedicated'],
  [{ 'hw:cpu_policy': 'dedicated', 'hw:cpu_realtime': 'yes' }, {}, 'leave a CPU for the rest'],
  [
    { 'hw:cpu_policy': 'dedicated', 'hw:cpu_thread_policy': 'isolate' },
    { hw_cpu_thread_policy: 'require' },
    "the flavor's is isolate: they must agree",
  ],
  [{ 'hw:cpu_policy': 'dedicated', 'resources:PCPU': '4' }, {}, 'remove one of the two'],
  [
    { 'hw:cpu_policy': 'dedicated', 'hw:cpu_thread_policy': 'isolate', 'trait:HW_CPU_HYPERTHREADING': 'required' },
    {},
    'remove one of the two',
  ],
  [{ 'hw:cpu_policy': 'exclusive' }, {}, 'write one of dedicated, shared, mixed'],
])('the flavor %o and the image %o are refused', (specs, properties, why) => {
  expect(() => policy(specs, properties)).toThrow(why)
})
