import { yesOrNo } from './parse.ts'
import { fromImage } from './reconcile.ts'

/** Whether the image brings QEMU's guest agent, which sets passwords and quiets file systems. */
export const readGuestAgent = fromImage('hw_qemu_guest_agent', yesOrNo)
