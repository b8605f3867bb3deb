import { oneOf, yesOrNo } from './parse.ts'
import { agreed, fromImage } from './reconcile.ts'
import type { GuestOptionSource } from './option-text.ts'

const model = fromImage(
  'hw_vif_model',
  oneOf('virtio', 'e1000', 'e1000e', 'rtl8139', 'vmxnet3', 'pcnet', 'ne2k_pci', 'igb'),
)
const multiqueue = agreed('hw:vif_multiqueue_enabled', 'hw_vif_multiqueue_enabled', yesOrNo)
const packedRing = agreed('hw:virtio_packed_ring', 'hw_virtio_packed_ring', yesOrNo)

/** What Linux allows a tap device. */
const mostQueues = 256

/** The model of the guest's network cards; of virtio ones also how many queues each has, and whether their rings are packed. */
export function readNetworkCards(source: GuestOptionSource) {
  const chosen = model(source) ?? 'virtio'
  const [wantsQueues, wantsPacked] = [multiqueue(source), packedRing(source)]
  const isVirtio = chosen === 'virtio'
  return {
    model: chosen,
    queues: isVirtio && wantsQueues ? Math.min(source.flavor.vcpus, mostQueues) : 1,
    packedRing: isVirtio && (wantsPacked ?? false),
  }
}
