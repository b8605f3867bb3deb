import { element, type Element } from './element.ts'

/** The balloon, mostly for the memory statistics that it reports every ten seconds. */
export function memoryBalloon(): Element {
  return element('memballoon', { model: 'virtio' }, element('stats', { period: 10 }))
}
