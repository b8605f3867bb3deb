import { expect, test } from 'vitest'
import type { GuestSpec } from '#driver/compute-driver'
import { aPlatform, optionsOf, xmlOf } from './a-server.ts'
import { features } from './features.ts'
import type { DomainType } from './platform.ts'

const featuresOf = (what: Partial<GuestSpec> = {}, type: DomainType = 'kvm') =>
  xmlOf(features(optionsOf(what), aPlatform(type)))

test('every guest has ACPI and APIC', () => {
  expect(featuresOf()).toMatchInlineSnapshot(`
    "<features>
      <acpi/>
      <apic/>
    </features>
    "
  `)
})

test('Windows under KVM has what it knows from Hyper-V', () => {
  const imageProperties = { os_type: 'windows', img_hide_hypervisor_id: 'true' }
  expect(featuresOf({ imageProperties })).toMatchInlineSnapshot(`
    "<features>
      <acpi/>
      <apic/>
      <hyperv>
        <relaxed state='on'/>
        <vapic state='on'/>
        <vpindex state='on'/>
        <runtime state='on'/>
        <synic state='on'/>
        <reset state='on'/>
        <frequencies state='on'/>
        <tlbflush state='on'/>
        <ipi state='on'/>
        <spinlocks state='on' retries='8191'/>
        <vendor_id state='on' value='1234567890ab'/>
      </hyperv>
      <kvm>
        <hidden state='on'/>
      </kvm>
    </features>
    "
  `)
  expect(featuresOf({ imageProperties }, 'qemu')).not.toContain('hyperv')
})

test.each([
  ['KVM is hidden', { 'hw:hide_hypervisor_id': 'true' }, "<hidden state='on'/>"],
  ['and by the old name', { hide_hypervisor_id: 'true' }, "<hidden state='on'/>"],
  ['counters are given', { 'hw:pmu': 'true' }, "<pmu state='on'/>"],
  ['counters are taken', { 'hw:pmu': 'false' }, "<pmu state='off'/>"],
  ['secure boot needs SMM', { 'os:secure_boot': 'required' }, "<smm state='on'/>"],
  ["Intel's IOMMU needs QEMU's interrupt controller", { 'hw:viommu_model': 'intel' }, "<ioapic driver='qemu'/>"],
])('%s', (_, extraSpecs: Record<string, string>, xml) => {
  const imageProperties = { hw_machine_type: 'q35', hw_firmware_type: 'uefi' }
  expect(featuresOf({ extraSpecs, imageProperties })).toContain(xml)
})
