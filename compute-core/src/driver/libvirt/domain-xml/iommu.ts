import type { GuestOptions } from '#domain/guest-options/guest-options'
import { element, type Element } from './element.ts'

/** The CPUs beyond which an interrupt's address needs the longer form. */
const manyCpus = 255

/** The unit between the guest's devices and its memory; Intel's with all that a guest could want of it. */
export function iommu({ iommu: model }: GuestOptions, vcpus: number): Element | undefined {
  if (model === undefined) return undefined
  if (model !== 'intel') return element('iommu', { model })
  const eim = vcpus > manyCpus ? 'on' : undefined
  const driver = { intremap: 'on', caching_mode: 'on', eim, iotlb: 'on', aw_bits: 48 }
  return element('iommu', { model }, element('driver', driver))
}
