import { expect, test } from 'vitest'
import { keyProblem, knownProperties, propertyProblem } from './known-properties.ts'

test('a value that the cloud would not act on is refused with those that it would', () => {
  expect(propertyProblem('hw_firmware_type', 'efi')).toBe('hw_firmware_type is one of bios, uefi.')
  expect(propertyProblem('hw_firmware_type', 'uefi')).toBeNull()
  expect(propertyProblem('hw_cpu_cores', '0')).toBe('hw_cpu_cores is a whole number of at least 1.')
  expect(propertyProblem('hw_cpu_cores', 'four')).toBe('hw_cpu_cores is a whole number of at least 1.')
  expect(propertyProblem('hw_cpu_cores', '4')).toBeNull()
})

test('a value is taken in any case, and yes and no in any of their words', () => {
  expect(propertyProblem('hw_firmware_type', 'UEFI')).toBeNull()
  expect(propertyProblem('hw_boot_menu', 'yes')).toBeNull()
  expect(propertyProblem('hw_boot_menu', 'maybe')).toBe('hw_boot_menu is one of true, false.')
})

test('a key that nobody knows has any value', () => {
  expect(propertyProblem('team', 'payments')).toBeNull()
  expect(keyProblem('team')).toBeNull()
})

test('what every image has is no property', () => {
  expect(keyProblem('min_disk')).toBe('min_disk is not a property: every image has it.')
})

test('each known key is there once, explained in a sentence', () => {
  const keys = knownProperties.map(({ key }) => key)
  expect(new Set(keys).size).toBe(keys.length)
  expect(knownProperties.filter(({ explains }) => !explains.endsWith('.'))).toEqual([])
})
