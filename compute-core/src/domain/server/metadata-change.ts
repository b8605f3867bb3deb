import type { Server } from './server.ts'

const states: ReadonlySet<string> = new Set(['active', 'paused', 'suspended', 'stopped'])

/** Why the metadata of `server` cannot be changed now, or undefined when it can; `what` is the change. `asAdmin` passes locks. */
export function metadataRefusal(
  { id, vmState, lockedBy }: Pick<Server, 'id' | 'vmState' | 'lockedBy'>,
  what: string,
  asAdmin: boolean,
): { message: string; hint: string } | undefined {
  if (lockedBy !== null && !asAdmin) return { message: `Instance ${id} is locked.`, hint: 'Unlock it first.' }
  if (states.has(vmState)) return undefined
  return {
    message: `Cannot '${what}' instance ${id} while it is in vm_state ${vmState}.`,
    hint: 'It must be active, paused, suspended or stopped.',
  }
}
