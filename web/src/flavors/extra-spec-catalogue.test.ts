import { registeredExtraSpecs } from '@kilonova/compute-core/domain/flavor/registered-extra-specs'
import { expect, test } from 'vitest'
import { explainExtraSpec, extraSpecsProblem, knownExtraSpecs } from './extra-spec-catalogue.ts'
import { explained, extraSpecWords } from './extra-spec-words.ts'

test('every extra spec that compute knows is explained', () => {
  expect(registeredExtraSpecs.filter(({ name }) => explained(name) === undefined)).toEqual([])
})

test('nothing is explained that compute does not know', () => {
  // That of the standard traits stands in the rules, not among the registered.
  const known = new Set([...registeredExtraSpecs.map(({ name }) => name), 'trait{group}:{trait}'])
  expect(Object.keys(extraSpecWords).filter((name) => !known.has(name))).toEqual([])
})

test('every name that is offered can be meant', () => {
  expect(knownExtraSpecs.keys.filter((key) => knownExtraSpecs.keyProblem(key) !== null)).toEqual([])
  expect(knownExtraSpecs.keys).toContain('hw:numa_cpus.0')
  expect(knownExtraSpecs.keys).toContain('trait:HW_CPU_X86_AVX2')
})

test('what has an effect is explained by it, and what has none says so', () => {
  expect(explainExtraSpec('hw:numa_mem.3')).toContain('MB of the memory')
  expect(explainExtraSpec('capabilities:running_vms')).toContain('No host here tells it')
  expect(explainExtraSpec('resources:VGPU')).toContain('no effect')
  expect(explainExtraSpec('trait_numa:CUSTOM_FAST')).toContain('trait')
})

test('an unknown key passes with a hint, and a slip in a known namespace does not', () => {
  expect(explainExtraSpec('ssd')).toContain('aggregate')
  expect(explainExtraSpec('mine:of_nobody_else')).toContain('does nothing with it')
  expect(extraSpecsProblem([{ key: 'ssd', value: 'anything' }])).toBeNull()
  expect(extraSpecsProblem([{ key: 'hw:cpu_polizy', value: 'dedicated' }])).toContain('no extra spec hw:cpu_polizy')
})

test.each([
  ['hw:cpu_policy', 'sometimes', 'dedicated, shared, mixed'],
  ['hw:boot_menu', 'maybe', 'true, false'],
  ['hw:numa_nodes', '0', 'at least 1'],
  ['hw:redirected_usb_ports', '16', 'from 0 to 15'],
  ['quota:cpu_quota', 'much', 'whole number'],
  ['hw:numa_cpus.0', 'all', 'matches'],
])('%s cannot be %s', (key, value, why) => {
  expect(extraSpecsProblem([{ key, value }])).toContain(why)
})

test('values are offered where they are few', () => {
  expect(knownExtraSpecs.valuesOf('hw:cpu_policy')).toEqual(['dedicated', 'shared', 'mixed'])
  expect(knownExtraSpecs.valuesOf('hw:boot_menu')).toEqual(['true', 'false'])
  expect(knownExtraSpecs.valuesOf('trait:STORAGE_DISK_SSD')).toEqual(['required', 'forbidden'])
  expect(knownExtraSpecs.valuesOf('hw:numa_nodes')).toEqual([])
})
