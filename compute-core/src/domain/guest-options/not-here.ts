import { yesOrNo } from './parse.ts'
import { property, refusal, spec, type GuestOptionSource, type OptionText } from './option-text.ts'

const always = () => true
const any = ({ text }: OptionText) => Number(text) > 0

/** What can be asked for that no host here can give, and why: a guest without it would not be what its owner asked for. */
const absent: readonly [
  spec: string | undefined,
  property: string | undefined,
  asks: (option: OptionText) => boolean,
  why: string,
][] = [
  ['pci_passthrough:alias', undefined, always, 'no PCI device is offered to guests under that name.'],
  ['accel:device_profile', undefined, always, 'there is no accelerator service here.'],
  ['hw:pmem', undefined, always, 'no host has persistent memory to give.'],
  ['hw:ephemeral_encryption', 'hw_ephemeral_encryption', yesOrNo, 'local disks are not encrypted here.'],
  ['hw:redirected_usb_ports', 'hw_redirected_usb_ports', any, 'that needs SPICE, and screens are shown over VNC here.'],
  [undefined, 'hw_emulation_architecture', ({ text }) => text !== 'x86_64', 'guests are x86_64 here.'],
]

/** Refuses what no host here can give. */
export function refuseAbsent(source: GuestOptionSource): void {
  for (const [specKey, propertyKey, asks, why] of absent) {
    const options = [specKey && spec(source, specKey), propertyKey && property(source, propertyKey)]
    for (const option of options) if (option && asks(option)) throw refusal(option, `${why} Leave it out.`)
  }
}
