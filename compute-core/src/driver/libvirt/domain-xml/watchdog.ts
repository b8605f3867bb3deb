import type { GuestOptions } from '#domain/guest-options/guest-options'
import { element, type Element } from './element.ts'

/** The watchdog, and what happens when the guest stops feeding it. */
export function watchdog({ watchdog: action }: GuestOptions): Element | undefined {
  return action && element('watchdog', { model: 'i6300esb', action })
}
