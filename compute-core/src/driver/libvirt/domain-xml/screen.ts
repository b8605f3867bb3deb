import type { GuestSpec } from '#driver/compute-driver'
import { element, type Element } from './element.ts'
import { imageChoice } from './image-choice.ts'
import type { Platform } from './platform.ts'

/** A VNC server that listens nowhere: `open-vnc.ts` gets a socket to it from libvirt, and nobody else on the host can. */
export function graphics({ type }: Platform): Element | undefined {
  return type === 'test' ? undefined : element('graphics', { type: 'vnc' }, element('listen', { type: 'none' }))
}

/** The card behind the screen. */
export function video(guest: GuestSpec, { type }: Platform): Element | undefined {
  if (type === 'test') return undefined
  return element('video', {}, element('model', { type: imageChoice(guest, 'hw_video_model') }))
}

/** A tablet, whose pointer is where the viewer's is, for images that ask for it; others have the PS/2 mouse only. */
export function pointer({ imageProperties }: GuestSpec): Element {
  return imageProperties['hw_pointer_model'] === 'usbtablet'
    ? element('input', { type: 'tablet', bus: 'usb' })
    : // An idle USB controller keeps an emulated guest busy; without anything on it there is none.
      element('controller', { type: 'usb', model: 'none' })
}
