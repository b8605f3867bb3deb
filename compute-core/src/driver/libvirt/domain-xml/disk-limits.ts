import type { GuestOptions } from '#domain/guest-options/guest-options'
import { element, type Element } from './element.ts'

/** What a local disk may do in a second; undefined where the flavor says nothing of it. */
export function diskLimits({ diskLimits: limits }: GuestOptions): Element | undefined {
  const set = Object.entries(limits).filter(([, limit]) => limit !== undefined)
  if (set.length === 0) return undefined
  return element('iotune', {}, ...set.map(([name, limit]) => element(name, {}, String(limit))))
}
