import type { GuestOptions } from '#domain/guest-options/guest-options'
import { element, type Element } from './element.ts'

/** The sound card. Nobody hears it on VNC, but some programs want one. */
export function sound({ sound: model }: GuestOptions): Element | undefined {
  return model && element('sound', { model })
}
