import { oneOf, wholeNumber } from './parse.ts'
import { agreed, flavorFirst } from './reconcile.ts'
import { refusal, optionOf, type GuestOptionSource } from './option-text.ts'

const mode = agreed('hw:maxphysaddr_mode', 'hw_maxphysaddr_mode', oneOf('passthrough', 'emulate'))
const bits = flavorFirst('hw:maxphysaddr_bits', 'hw_maxphysaddr_bits', wholeNumber(32, 64))

/** How many bits a physical address of the guest has: the host's, or so many; undefined is QEMU's usual. */
export function readAddressSpace(source: GuestOptionSource) {
  const wanted = mode(source)
  const size = bits(source)
  if (wanted === undefined) return undefined
  if (wanted === 'passthrough') return { mode: wanted, bits: undefined }
  const option = optionOf(source, 'hw:maxphysaddr_mode', 'hw_maxphysaddr_mode')!
  if (size === undefined) throw refusal(option, 'set hw:maxphysaddr_bits (hw_maxphysaddr_bits in an image) as well.')
  return { mode: wanted, bits: size }
}
