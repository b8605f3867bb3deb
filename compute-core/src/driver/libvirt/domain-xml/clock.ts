import type { GuestOptions } from '#domain/guest-options/guest-options'
import { element, type Element } from './element.ts'
import type { Platform } from './platform.ts'

/** A clock in UTC, or in local time as Windows wants it, with the timers that keep a guest under KVM from drifting. */
export function clock({ osType, hpet }: GuestOptions, { type }: Platform): Element {
  const isWindows = osType === 'windows'
  return element(
    'clock',
    { offset: isWindows ? 'localtime' : 'utc' },
    type === 'kvm' && element('timer', { name: 'pit', tickpolicy: 'delay' }),
    type === 'kvm' && element('timer', { name: 'rtc', tickpolicy: 'catchup' }),
    type !== 'test' && element('timer', { name: 'hpet', present: hpet ? 'yes' : 'no' }),
    isWindows && type === 'kvm' && element('timer', { name: 'hypervclock', present: 'yes' }),
  )
}
