import { expect, test } from 'vitest'
import type { GuestSpec } from '#driver/compute-driver'
import { aPlatform, optionsOf, xmlOf } from './a-server.ts'
import { cpu } from './cpu.ts'
import type { DomainType } from './platform.ts'

const cpuOf = (what: Partial<GuestSpec> = {}, type: DomainType = 'kvm') => xmlOf(cpu(optionsOf(what), aPlatform(type)))

test("under KVM a guest has the host's CPU", () => {
  expect(cpuOf()).toMatchInlineSnapshot(`
    "<cpu mode='host-model'>
      <topology sockets='2' dies='1' cores='1' threads='1'/>
    </cpu>
    "
  `)
})

test('an emulated guest has all that the emulator can do', () => {
  expect(cpuOf({}, 'qemu')).toMatchInlineSnapshot(`
    "<cpu mode='maximum'>
      <topology sockets='2' dies='1' cores='1' threads='1'/>
    </cpu>
    "
  `)
})

test('the flavor lays out the CPUs', () => {
  const extraSpecs = { 'hw:cpu_sockets': '1', 'hw:cpu_cores': '2', 'hw:cpu_threads': '2' }
  expect(cpuOf({ vcpus: 4, extraSpecs })).toContain("<topology sockets='1' dies='1' cores='2' threads='2'/>")
})

test('the flavor parts CPUs and memory into cells', () => {
  expect(cpuOf({ vcpus: 4, extraSpecs: { 'hw:numa_nodes': '2' } })).toMatchInlineSnapshot(`
    "<cpu mode='host-model'>
      <topology sockets='4' dies='1' cores='1' threads='1'/>
      <numa>
        <cell id='0' cpus='0-1' memory='256' unit='MiB'/>
        <cell id='1' cpus='2-3' memory='256' unit='MiB'/>
      </numa>
    </cpu>
    "
  `)
})

test('memory of large pages is shared with its file', () => {
  expect(cpuOf({ extraSpecs: { 'hw:mem_page_size': '2MB' } })).toContain(
    "<cell id='0' cpus='0-1' memory='512' unit='MiB' memAccess='shared'/>",
  )
})

test('the flavor chooses how long a physical address is', () => {
  const extraSpecs = { 'hw:maxphysaddr_mode': 'emulate', 'hw:maxphysaddr_bits': '42' }
  expect(cpuOf({ extraSpecs })).toContain("<maxphysaddr mode='emulate' bits='42'/>")
})

test("libvirt's mock hypervisor has no CPU to speak of", () => {
  expect(cpuOf({}, 'test')).toBe('')
})
