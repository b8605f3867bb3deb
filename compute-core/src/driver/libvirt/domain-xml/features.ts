import type { GuestOptions } from '#domain/guest-options/guest-options'
import { element, type Element } from './element.ts'
import type { Platform } from './platform.ts'

/** ACPI, which the power button needs, APIC, which more than one CPU needs, and what the guest's other options bring with them. */
export function features(options: GuestOptions, platform: Platform): Element {
  const { pmu, hidden, firmware, iommu } = options
  return element(
    'features',
    {},
    element('acpi'),
    element('apic'),
    hyperv(options, platform),
    hidden && element('kvm', {}, element('hidden', { state: 'on' })),
    pmu !== undefined && element('pmu', { state: pmu ? 'on' : 'off' }),
    // Firmware that boots only what is signed keeps its keys where only this mode of the CPU gets at them.
    firmware.secureBoot && element('smm', { state: 'on' }),
    iommu === 'intel' && element('ioapic', { driver: 'qemu' }),
  )
}

const enlightenments = ['relaxed', 'vapic', 'vpindex', 'runtime', 'synic', 'reset', 'frequencies', 'tlbflush', 'ipi']

/** What Windows knows of Hyper-V and is faster with. Only KVM has it; one that must not know of KVM gets another maker's name. */
function hyperv({ osType, hidden }: GuestOptions, { type }: Platform): Element | undefined {
  if (osType !== 'windows' || type !== 'kvm') return undefined
  return element(
    'hyperv',
    {},
    ...enlightenments.map((name) => element(name, { state: 'on' })),
    element('spinlocks', { state: 'on', retries: 8191 }),
    hidden && element('vendor_id', { state: 'on', value: '1234567890ab' }),
  )
}
