import { oneOf, yesOrNo } from './parse.ts'
import { agreed, fromImage, imageFirst } from './reconcile.ts'
import { property, spec, type GuestOptionSource } from './option-text.ts'

/** Whether the image brings QEMU's guest agent, which sets passwords and quiets file systems. */
export const readGuestAgent = fromImage('hw_qemu_guest_agent', yesOrNo)

/** Whether the firmware asks at its screen what to boot. */
export const readBootMenu = imageFirst('hw:boot_menu', 'hw_boot_menu', yesOrNo)

/** Whether the guest has the high precision event timer. */
export const readHpet = fromImage('hw_time_hpet', yesOrNo)

/** Whether the guest can count what its CPU does; undefined is for the hypervisor to say. */
export const readPmu = agreed('hw:pmu', 'hw_pmu', yesOrNo)

/** The family of the guest's operating system: Windows wants its clock in local time and knows Hyper-V's ways. */
export const readOsType = fromImage('os_type', oneOf('linux', 'windows'))

/** Whether to hide from the guest that it is one, for drivers that refuse to work in guests. Whoever says yes wins. */
export function readHidden(source: GuestOptionSource): boolean {
  const said = [
    spec(source, 'hw:hide_hypervisor_id'),
    spec(source, 'hide_hypervisor_id'),
    property(source, 'img_hide_hypervisor_id'),
  ]
  return said.map((option) => option !== undefined && yesOrNo(option)).includes(true)
}
