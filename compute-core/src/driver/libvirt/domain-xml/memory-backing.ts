import type { GuestOptions } from '#domain/guest-options/guest-options'
import { isLarge } from '#domain/guest-options/memory'
import { element, type Element } from './element.ts'

/** What the guest's memory is made of, and whether it may be swapped out or shared with another guest's. */
export function memoryBacking({ pageSize, lockedMemory, cpuPolicy, memoryEncryption }: GuestOptions) {
  const isRealtime = cpuPolicy.realtime.length > 0
  const isLocked = lockedMemory || isRealtime || memoryEncryption !== undefined
  if (!isLarge(pageSize) && !isLocked) return undefined
  return element(
    'memoryBacking',
    {},
    ...(isLarge(pageSize) ? hugepages(pageSize) : []),
    isRealtime && element('nosharepages'),
    isLocked && element('locked'),
  )
}

/** Pages of that size, or of the one that the host prefers; in a file without a name, for which nothing has to be mounted. */
const hugepages = (size: 'large' | number): Element[] => [
  size === 'large' ? element('hugepages') : element('hugepages', {}, element('page', { size, unit: 'KiB' })),
  element('source', { type: 'memfd' }),
]
