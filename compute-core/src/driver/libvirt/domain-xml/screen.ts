import type { GuestOptions } from '#domain/guest-options/guest-options'
import { element, type Element } from './element.ts'
import type { Platform } from './platform.ts'

/** A VNC server that listens nowhere: `open-vnc.ts` gets a socket to it from libvirt, and nobody else on the host can. */
export function graphics({ type }: Platform): Element | undefined {
  return type === 'test' ? undefined : element('graphics', { type: 'vnc' }, element('listen', { type: 'none' }))
}

/** The card behind the screen. */
export function video({ video: card }: GuestOptions, { type }: Platform): Element | undefined {
  if (type === 'test') return undefined
  const vram = card.ramMb && card.ramMb * 1024
  return element('video', {}, element('model', { type: card.model, vram }))
}
