import type { GuestOptions } from '#domain/guest-options/guest-options'
import type { GuestSpec } from '#driver/compute-driver'
import { element, type Element } from './element.ts'

/** The serial ports: the first is logged by virtlogd to a file, and a person can be connected to it beside that. */
export function serialPorts({ consoleLogPath }: GuestSpec, { serialPorts: count }: GuestOptions): Element[] {
  return Array.from({ length: count }, (_, port) =>
    element(
      'serial',
      { type: 'pty' },
      port === 0 && element('log', { file: consoleLogPath, append: 'off' }),
      element('target', { port }),
    ),
  )
}
