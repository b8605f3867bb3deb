import type { GuestOptions } from '#domain/guest-options/guest-options'
import { element, type Element } from './element.ts'

/** A tablet, whose pointer is where the viewer's is, and a keyboard, for images that ask; others have the PS/2 ones only. */
export function inputDevices({ input }: GuestOptions): (Element | undefined)[] {
  const { tabletBus, keyboardBus } = input
  return [
    tabletBus && element('input', { type: 'tablet', bus: tabletBus }),
    keyboardBus && element('input', { type: 'keyboard', bus: keyboardBus }),
  ]
}
