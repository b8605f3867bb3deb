import { oneOf } from './parse.ts'
import { imageFirst } from './reconcile.ts'
import type { GuestOptionSource } from './option-text.ts'

const action = imageFirst(
  'hw:watchdog_action',
  'hw_watchdog_action',
  oneOf('none', 'pause', 'poweroff', 'reset', 'disabled'),
)

/** What happens to a guest that stops feeding its watchdog; undefined where it has no watchdog. */
export function readWatchdog(source: GuestOptionSource) {
  const wanted = action(source)
  return wanted === 'disabled' ? undefined : wanted
}
