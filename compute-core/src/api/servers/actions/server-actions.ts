import type { ServerActionEntry } from './server-action.ts'
import { consoleOutput } from './server-console-output.ts'
import { lock, unlock } from './server-lock.ts'
import { oldConsoles } from './server-old-consoles.ts'
import { reboot } from './server-reboot.ts'
import { rebuild } from './server-rebuild.ts'
import { rescue } from './server-rescue.ts'
import { start } from './server-start.ts'
import { stop } from './server-stop.ts'
import { unrescue } from './server-unrescue.ts'

/** Every action that is built, by the name it has in a body. */
export const serverActions: ReadonlyMap<string, ServerActionEntry> = new Map(
  [start, stop, reboot, consoleOutput, ...oldConsoles, lock, unlock, rescue, unrescue, rebuild].map((action) => [
    action.name,
    action,
  ]),
)
