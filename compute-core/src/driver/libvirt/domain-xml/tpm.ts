import type { GuestOptions } from '#domain/guest-options/guest-options'
import { element, type Element } from './element.ts'

/** A trusted platform module, emulated by swtpm with a state of its own for each guest. */
export function tpm({ tpm: wanted }: GuestOptions): Element | undefined {
  if (wanted === undefined) return undefined
  return element('tpm', { model: wanted.model }, element('backend', { type: 'emulator', version: wanted.version }))
}
