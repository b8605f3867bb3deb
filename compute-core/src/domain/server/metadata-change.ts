import type { RefusalKind } from './lifecycle.ts'
import type { Server, VmState } from './server.ts'

/** The states in which the metadata of a server can be changed. */
export const metadataStates = ['active', 'paused', 'suspended', 'stopped'] as const satisfies readonly VmState[]

/** Why the metadata of `server` cannot be changed now, or undefined when it can; `what` is the change. `asAdmin` passes locks. */
export function metadataRefusal(
  { id, vmState, lockedBy }: Pick<Server, 'id' | 'vmState' | 'lockedBy'>,
  what: string,
  asAdmin: boolean,
): { kind: Extract<RefusalKind, 'locked' | 'state'>; message: string; hint: string } | undefined {
  if (lockedBy !== null && !asAdmin)
    return { kind: 'locked', message: `Instance ${id} is locked.`, hint: 'Unlock it first.' }
  if (metadataStates.some((state) => state === vmState)) return undefined
  return {
    kind: 'state',
    message: `Cannot '${what}' instance ${id} while it is in vm_state ${vmState}.`,
    hint: 'It must be active, paused, suspended or stopped.',
  }
}
