import { wholeNumber } from './parse.ts'
import { fromFlavor, fromImage } from './reconcile.ts'
import { property, refusal, spec, type GuestOptionSource } from './option-text.ts'

const keys = { flavor: 'hw:serial_port_count', image: 'hw_serial_port_count' } as const

/** QEMU has four. */
const most = 3

/** How many serial ports the guest has; the first is its console. */
export function readSerialPorts(source: GuestOptionSource): number {
  const allowed = fromFlavor(keys.flavor, wholeNumber(0))(source)
  const wanted = fromImage(keys.image, wholeNumber(0))(source)
  const option = property(source, keys.image)
  if (option !== undefined && wanted && allowed && wanted > allowed)
    throw refusal(option, `the flavor allows ${allowed}. Pick another flavor, or ask for fewer.`)
  const count = wanted || allowed || 1
  if (count > most) throw refusal((option ?? spec(source, keys.flavor))!, `a guest has at most ${most}.`)
  return count
}
