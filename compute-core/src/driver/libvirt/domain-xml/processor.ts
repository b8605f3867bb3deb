import type { GuestSpec } from '#driver/compute-driver'
import { element, type Element } from './element.ts'
import type { Platform } from './platform.ts'

/** ACPI, which the power button needs, and APIC, which more than one CPU needs. */
export function features(): Element {
  return element('features', {}, element('acpi'), element('apic'))
}

/** The host's own model where KVM runs it; whatever the emulator can do where it does not. */
export function cpu({ vcpus }: GuestSpec, { type }: Platform): Element | undefined {
  if (type === 'test') return undefined
  const topology = element('topology', { sockets: vcpus, dies: 1, cores: 1, threads: 1 })
  return element('cpu', { mode: type === 'kvm' ? 'host-model' : 'maximum' }, topology)
}

/** A clock in UTC, with the timers that keep a guest under KVM from drifting. */
export function clock({ type }: Platform): Element {
  return element(
    'clock',
    { offset: 'utc' },
    type === 'kvm' && element('timer', { name: 'pit', tickpolicy: 'delay' }),
    type === 'kvm' && element('timer', { name: 'rtc', tickpolicy: 'catchup' }),
    type !== 'test' && element('timer', { name: 'hpet', present: 'no' }),
  )
}
