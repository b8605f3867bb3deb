import { expect, test } from 'vitest'
import type { GuestSpec } from '#driver/compute-driver'
import { aPlatform, optionsOf, xmlOf } from './a-server.ts'
import { clock } from './clock.ts'
import type { DomainType } from './platform.ts'

const clockOf = (what: Partial<GuestSpec> = {}, type: DomainType = 'kvm') =>
  xmlOf(clock(optionsOf(what), aPlatform(type)))

test('under KVM a guest has timers that do not drift', () => {
  expect(clockOf()).toMatchInlineSnapshot(`
    "<clock offset='utc'>
      <timer name='pit' tickpolicy='delay'/>
      <timer name='rtc' tickpolicy='catchup'/>
      <timer name='hpet' present='no'/>
    </clock>
    "
  `)
})

test('an emulated guest needs none of them', () => {
  expect(clockOf({}, 'qemu')).toMatchInlineSnapshot(`
    "<clock offset='utc'>
      <timer name='hpet' present='no'/>
    </clock>
    "
  `)
})

test('Windows keeps local time, and asks Hyper-V what time it is', () => {
  expect(clockOf({ imageProperties: { os_type: 'windows' } })).toMatchInlineSnapshot(`
    "<clock offset='localtime'>
      <timer name='pit' tickpolicy='delay'/>
      <timer name='rtc' tickpolicy='catchup'/>
      <timer name='hpet' present='no'/>
      <timer name='hypervclock' present='yes'/>
    </clock>
    "
  `)
})

test('the image chooses the high precision timer', () => {
  expect(clockOf({ imageProperties: { hw_time_hpet: 'yes' } })).toContain("<timer name='hpet' present='yes'/>")
})

test("libvirt's mock hypervisor has no timers", () => {
  expect(clockOf({}, 'test')).toMatchInlineSnapshot(`
    "<clock offset='utc'/>
    "
  `)
})
