import type { GuestOptions } from '#domain/guest-options/guest-options'
import { element, type Element } from './element.ts'

/** The channel on which QEMU's guest agent listens in the guest, for images that have it; libvirt makes the socket behind it. */
export function guestAgentChannel({ guestAgent }: GuestOptions): Element | undefined {
  if (!guestAgent) return undefined
  return element('channel', { type: 'unix' }, element('target', { type: 'virtio', name: 'org.qemu.guest_agent.0' }))
}
