import type { GuestSpec } from '#driver/compute-driver'
import { element, type Element } from './element.ts'

/** A serial port that virtlogd logs to a file, and that a person can be connected to beside it. */
export function serialConsole({ consoleLogPath }: GuestSpec): Element {
  return element(
    'serial',
    { type: 'pty' },
    element('log', { file: consoleLogPath, append: 'off' }),
    element('target', { port: 0 }),
  )
}
