import type { GuestOptions } from '#domain/guest-options/guest-options'
import { element, type Element } from './element.ts'

/** Randomness from the host, so that a guest's first key does not wait for entropy; as much as its flavor allows. */
export function randomness({ randomness: allowed }: GuestOptions): Element | undefined {
  if (allowed === undefined) return undefined
  const { rate } = allowed
  return element(
    'rng',
    { model: 'virtio' },
    rate && element('rate', { bytes: rate.bytes, period: rate.periodMs }),
    element('backend', { model: 'random' }, '/dev/urandom'),
  )
}
