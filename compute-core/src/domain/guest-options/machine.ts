import { fromImage } from './reconcile.ts'
import { refusal, type GuestOptionSource, type Parse } from './option-text.ts'

const machineName: Parse<string> = (option) => {
  if (/^[\w.-]+$/.test(option.text)) return option.text
  throw refusal(option, "write a machine's name, such as pc or q35.")
}

/** The machine that the image wants, of the many that QEMU knows. */
export const readMachine = fromImage('hw_machine_type', machineName)

/** Whether the guest gets the q35 machine, which has SATA and PCI Express where the default one has IDE and PCI. */
export const isQ35 = (source: GuestOptionSource): boolean => readMachine(source)?.includes('q35') ?? false
