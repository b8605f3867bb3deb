import { oneOf } from './parse.ts'
import { agreed, fromImage } from './reconcile.ts'
import type { GuestOptionSource } from './option-text.ts'

const bus = fromImage('hw_input_bus', oneOf('usb', 'virtio'))
const pointerModel = fromImage('hw_pointer_model', oneOf('usbtablet'))

/** The USB controller of a guest; undefined is the usual: libvirt's choice where something is on it, none where nothing is. */
export const readUsbModel = agreed('hw:usb_model', 'hw_usb_model', oneOf('none', 'nec-xhci', 'qemu-xhci'))

/** Where a tablet is, whose pointer is where the viewer's is, and a keyboard; undefined where the PS/2 ones must do. */
export function readInput(source: GuestOptionSource) {
  const [wanted, tablet] = [bus(source), pointerModel(source)]
  return { tabletBus: wanted ?? (tablet === undefined ? undefined : 'usb'), keyboardBus: wanted } as const
}
