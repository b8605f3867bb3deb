import { isQ35 } from './machine.ts'
import { readFirmware } from './firmware.ts'
import { oneOf, yesOrNo } from './parse.ts'
import { agreed } from './reconcile.ts'
import { refusal, optionOf, type GuestOptionSource } from './option-text.ts'

const wanted = agreed('hw:mem_encryption', 'hw_mem_encryption', yesOrNo)
const model = agreed(
  'hw:mem_encryption_model',
  'hw_mem_encryption_model',
  oneOf('amd-sev', 'amd-sev-es', 'amd-sev-snp'),
)

/** How the CPU hides the guest's memory from the host; undefined where it does not. */
export function readMemoryEncryption(source: GuestOptionSource) {
  const kind = model(source) ?? 'amd-sev'
  if (!wanted(source)) return undefined
  const option = optionOf(source, 'hw:mem_encryption', 'hw_mem_encryption')!
  if (!readFirmware(source).uefi) throw refusal(option, 'that needs hw_firmware_type=uefi in the image.')
  if (!isQ35(source)) throw refusal(option, 'that needs hw_machine_type=q35 in the image.')
  return kind
}
