import { expect, test } from 'vitest'
import { optionsOf, xmlOf } from './a-server.ts'
import { memoryBacking } from './memory-backing.ts'

const backingOf = (extraSpecs: Record<string, string>) => xmlOf(memoryBacking(optionsOf({ extraSpecs })))

test('a guest has pages of the size that its flavor promises', () => {
  expect(backingOf({ 'hw:mem_page_size': '1GB' })).toMatchInlineSnapshot(`
    "<memoryBacking>
      <hugepages>
        <page size='1048576' unit='KiB'/>
      </hugepages>
      <source type='memfd'/>
    </memoryBacking>
    "
  `)
})

test('large ones are what the host has', () => {
  expect(backingOf({ 'hw:mem_page_size': 'large' })).toMatchInlineSnapshot(`
    "<memoryBacking>
      <hugepages/>
      <source type='memfd'/>
    </memoryBacking>
    "
  `)
})

test('any and small ones are the usual', () => {
  expect(backingOf({ 'hw:mem_page_size': 'any' })).toBe('')
  expect(backingOf({ 'hw:mem_page_size': 'small' })).toBe('')
})

test('locked memory is not swapped out', () => {
  expect(backingOf({ 'hw:mem_page_size': 'small', 'hw:locked_memory': 'true' })).toMatchInlineSnapshot(`
    "<memoryBacking>
      <locked/>
    </memoryBacking>
    "
  `)
})

test('CPUs that must not wait have memory that is neither swapped nor shared', () => {
  const extraSpecs = { 'hw:cpu_policy': 'dedicated', 'hw:cpu_realtime': 'yes', 'hw:cpu_realtime_mask': '^0' }
  expect(backingOf(extraSpecs)).toMatchInlineSnapshot(`
    "<memoryBacking>
      <nosharepages/>
      <locked/>
    </memoryBacking>
    "
  `)
})
