import { expect, test } from 'vitest'
import { extraSpecMistake, registeredSpec } from './extra-spec-rules.ts'
import { registeredExtraSpecs } from './registered-extra-specs.ts'
import { standardTraits } from './standard-traits.ts'

test.each([
  ['hw:cpu_policy', 'dedicated'],
  ['hw:cpu_realtime', 'Yes'],
  ['hw:numa_nodes', '1'],
  ['hw:numa_cpus.0', '0-3,^2'],
  ['hw:mem_page_size', '2MB'],
  ['hw:redirected_usb_ports', '15'],
  ['quota:cpu_quota', '-1'],
  ['resources:VCPU', '2'],
  ['resources_group1:CUSTOM_GOLD', '2'],
  ['trait:HW_CPU_X86_AVX2', 'required'],
  ['trait_numa:CUSTOM_FAST', 'forbidden'],
  ['capabilities:cpu_info:features', '<in> aes'],
  ['aggregate_instance_extra_specs:ssd', 'true'],
  ['group_policy', 'isolate'],
  ['no_namespace', 'anything'],
  ['mine:of_nobody_else', 'anything'],
])('%s may be %s', (name, value) => {
  expect(extraSpecMistake(name, value)).toBeUndefined()
})

test.each([
  ['hw:cpu_policy', 'sometimes', 'dedicated or shared or mixed'],
  ['hw:cpu_realtime', 'maybe', 'true or false'],
  ['hw:numa_nodes', '0', '1 or more'],
  ['hw:numa_nodes', 'two', 'whole number'],
  ['hw:numa_cpus.0', 'all', 'must match'],
  ['hw:redirected_usb_ports', '16', 'from 0 to 15'],
  ['quota:cpu_quota', '1.5', 'whole number'],
  ['trait:HW_CPU_X86_AVX2', 'wanted', 'required or forbidden'],
  ['group_policy', 'together', 'isolate or none'],
  ['hw:cpu_polizy', 'dedicated', 'no extra spec hw:cpu_polizy'],
  ['hw:numa_cpus.x', '0', 'no extra spec'],
  ['trait:HW_CPU_X86_AVX9', 'required', 'no extra spec'],
  ['resources:GOLD', '1', 'no extra spec'],
  ['hw:maxphysaddr_bits', '42', 'no extra spec'],
])('%s cannot be %s', (name, value, why) => {
  expect(extraSpecMistake(name, value)).toContain(why)
})

test('every pattern that is registered can be read', () => {
  const patterns = registeredExtraSpecs.flatMap(({ pattern }) => pattern ?? [])
  expect(patterns.map((pattern) => new RegExp(pattern))).toHaveLength(6)
})

test('the standard traits are all there', () => {
  expect(standardTraits.size).toBe(377)
})

test('a name with something of its own in it is known by what it is made of', () => {
  expect(registeredSpec('hw:numa_cpus.3')?.name).toBe('hw:numa_cpus.{num}')
  expect(registeredSpec('trait:HW_CPU_X86_AVX2')?.oneOf).toEqual(['required', 'forbidden'])
  expect(registeredSpec('hw:cpu_polizy')).toBeUndefined()
})
