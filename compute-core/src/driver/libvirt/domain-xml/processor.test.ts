import { expect, test } from 'vitest'
import { aPlatform, aServer, xmlOf } from './a-server.ts'
import { clock, cpu, features } from './processor.ts'

test('every guest has ACPI and APIC', () => {
  expect(xmlOf(features())).toMatchInlineSnapshot(`
    "<features>
      <acpi/>
      <apic/>
    </features>
    "
  `)
})

test("under KVM a guest has the host's CPU and timers that do not drift", () => {
  expect(xmlOf(cpu(aServer(), aPlatform('kvm')), clock(aPlatform('kvm')))).toMatchInlineSnapshot(`
    "<cpu mode='host-model'>
      <topology sockets='2' dies='1' cores='1' threads='1'/>
    </cpu>
    <clock offset='utc'>
      <timer name='pit' tickpolicy='delay'/>
      <timer name='rtc' tickpolicy='catchup'/>
      <timer name='hpet' present='no'/>
    </clock>
    "
  `)
})

test('an emulated guest has all that the emulator can do', () => {
  expect(xmlOf(cpu(aServer(), aPlatform('qemu')), clock(aPlatform('qemu')))).toMatchInlineSnapshot(`
    "<cpu mode='maximum'>
      <topology sockets='2' dies='1' cores='1' threads='1'/>
    </cpu>
    <clock offset='utc'>
      <timer name='hpet' present='no'/>
    </clock>
    "
  `)
})

test("libvirt's mock hypervisor has no CPU to speak of", () => {
  expect(cpu(aServer(), aPlatform('test'))).toBeUndefined()
})
