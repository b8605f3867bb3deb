import { isQ35 } from './machine.ts'
import { oneOf, yesOrNo } from './parse.ts'
import { agreed, fromImage } from './reconcile.ts'
import { property, refusal, optionOf, type GuestOptionSource } from './option-text.ts'

const kind = fromImage('hw_firmware_type', oneOf('bios', 'uefi'))
const secureBoot = agreed('os:secure_boot', 'os_secure_boot', oneOf('disabled', 'required', 'optional'))
const stateless = fromImage('hw_firmware_stateless', yesOrNo)

/**
 * What starts the guest, and whether it boots only what is signed and forgets its variables. `optional` secure boot is none:
 * which firmware a host has is not known before the guest has one.
 */
export function readFirmware(source: GuestOptionSource) {
  const uefi = kind(source) === 'uefi'
  const isSecure = secureBoot(source) === 'required'
  const isStateless = stateless(source) ?? false
  if (isSecure && !uefi) throw refusal(secureOption(source), 'that needs hw_firmware_type=uefi in the image.')
  if (isSecure && !isQ35(source)) throw refusal(secureOption(source), 'that needs hw_machine_type=q35 in the image.')
  if (isStateless && !uefi)
    throw refusal(property(source, 'hw_firmware_stateless')!, 'that needs hw_firmware_type=uefi beside it.')
  return { uefi, secureBoot: isSecure, stateless: isStateless }
}

const secureOption = (source: GuestOptionSource) => optionOf(source, 'os:secure_boot', 'os_secure_boot')!
