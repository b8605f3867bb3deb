import { expect, test } from 'vitest'
import { aSource } from './a-source.ts'
import { readLockedMemory, readPageSize } from './memory.ts'

const size = (text: string) => readPageSize(aSource({ 'hw:mem_page_size': text }))

test.each([
  ['small', 'small'],
  ['2048', 2048],
  ['2MB', 2048],
  ['2MiB', 2048],
  ['1GB', 1_048_576],
  ['16384Kbit', 2048],
  ['2097152B', 2048],
])('%s is a page size', (text, expected) => {
  expect(size(text)).toBe(expected)
})

test.each(['huge', '2 MB', '-4', '', '1', '1000bit'])('%s is refused', (text) => {
  expect(() => size(text)).toThrow('write small, large, any, or a size such as 2MB')
})

test('an image chooses where its flavor leaves it open', () => {
  const image = { hw_mem_page_size: '2MB' }
  expect(readPageSize(aSource({ 'hw:mem_page_size': 'any' }, image))).toBe(2048)
  expect(() => readPageSize(aSource({}, image))).toThrow('hw:mem_page_size is not set. Pick a flavor')
  expect(() => readPageSize(aSource({ 'hw:mem_page_size': 'small' }, image))).toThrow('is small. Pick a flavor')
})

test('memory is locked only where its pages are promised', () => {
  const locked = { 'hw:locked_memory': 'yes' }
  expect(() => readLockedMemory(aSource(locked))).toThrow('that needs hw:mem_page_size')
  expect(readLockedMemory(aSource({ ...locked, 'hw:mem_page_size': 'small' }))).toBe(true)
})
