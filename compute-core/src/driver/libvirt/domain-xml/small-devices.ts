import { element, type Element } from './element.ts'

/** Randomness from the host, so that a guest's first key does not wait for entropy. */
export function randomness(): Element {
  return element('rng', { model: 'virtio' }, element('backend', { model: 'random' }, '/dev/urandom'))
}

/** The balloon, mostly for the memory statistics that it reports every ten seconds. */
export function memoryBalloon(): Element {
  return element('memballoon', { model: 'virtio' }, element('stats', { period: 10 }))
}
