import { isQ35 } from './machine.ts'
import { oneOf } from './parse.ts'
import { flavorFirst } from './reconcile.ts'
import { refusal, optionOf, type GuestOptionSource } from './option-text.ts'

const model = flavorFirst('hw:viommu_model', 'hw_viommu_model', oneOf('intel', 'virtio', 'auto', 'smmuv3'))

/** The unit through which the guest's devices reach its memory; undefined where there is none. `auto` is virtio. */
export function readIommu(source: GuestOptionSource): 'intel' | 'virtio' | undefined {
  const wanted = model(source)
  if (wanted === undefined) return undefined
  const option = optionOf(source, 'hw:viommu_model', 'hw_viommu_model')!
  if (wanted === 'smmuv3') throw refusal(option, 'that is of ARM machines: write intel, virtio or auto.')
  if (!isQ35(source)) throw refusal(option, 'that needs hw_machine_type=q35 in the image.')
  return wanted === 'auto' ? 'virtio' : wanted
}
