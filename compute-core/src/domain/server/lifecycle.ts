import { conflict } from '#platform/errors'
import type { Server, VmState } from './server.ts'

interface Transition {
  /** What Nova calls it: the action's name on the wire and in os-instance-actions. */
  action: string
  /** vm_states from which it can begin. */
  from: readonly VmState[] | 'any'
  /** task_states that it may overtake besides none at all; `any` for a delete. */
  overtakes: readonly string[] | 'any'
  /** The task_state while it runs. */
  task: string
  /** The vm_state where it lands. */
  lands: VmState
  /** Refused while the server is locked, unless an administrator asks. */
  lockable: boolean
  /** The server must have run once before. */
  launched: boolean
}

const anyHardReboot = [
  'rebooting',
  'reboot_pending',
  'reboot_started',
  'rebooting_hard',
  'resuming',
  'unpausing',
  'pausing',
  'suspending',
] as const

/**
 * What a server can be asked to do, from where, and where it lands (nova `compute/api.py`, reference/server-states.md §4).
 * The API refuses by it, buttons grey by it, the diagram in the docs is drawn from it.
 */
export const lifecycle = {
  start: {
    action: 'start',
    from: ['stopped'],
    overtakes: [],
    task: 'powering-on',
    lands: 'active',
    lockable: true,
    launched: true,
  },
  stop: {
    action: 'stop',
    from: ['active', 'error'],
    overtakes: [],
    task: 'powering-off',
    lands: 'stopped',
    lockable: true,
    launched: true,
  },
  softReboot: {
    action: 'reboot',
    from: ['active'],
    overtakes: [],
    task: 'rebooting',
    lands: 'active',
    lockable: true,
    launched: true,
  },
  hardReboot: {
    action: 'reboot',
    from: ['active', 'stopped', 'paused', 'suspended', 'error'],
    overtakes: anyHardReboot,
    task: 'rebooting_hard',
    lands: 'active',
    lockable: true,
    launched: true,
  },
  delete: {
    action: 'delete',
    from: 'any',
    overtakes: 'any',
    task: 'deleting',
    lands: 'deleted',
    lockable: true,
    launched: false,
  },
} as const satisfies Record<string, Transition>

export type ServerAction = keyof typeof lifecycle

/** What of a server decides whether it can be asked to do something. */
export type Readiness = Pick<Server, 'id' | 'vmState' | 'taskState' | 'lockedBy' | 'launchedAt'>

/**
 * Why `server` cannot begin `action` now, or undefined when it can. Nova's order: lock, vm_state, task_state, launched.
 * `asAdmin` passes locks.
 */
export function refusal(
  server: Readiness,
  action: ServerAction,
  asAdmin: boolean,
): { message: string; hint: string } | undefined {
  const { from, overtakes, lockable, launched, action: name }: Transition = lifecycle[action]
  const busyIn = (attribute: string, value: string | null) =>
    `Cannot '${name}' instance ${server.id} while it is in ${attribute} ${value ?? 'None'}.`
  if (lockable && server.lockedBy !== null && !asAdmin)
    return { message: `Instance ${server.id} is locked.`, hint: 'Unlock it first.' }
  if (from !== 'any' && !from.includes(server.vmState))
    return { message: busyIn('vm_state', server.vmState), hint: `It must be ${from.join(' or ')}.` }
  if (server.taskState !== null && overtakes !== 'any' && !overtakes.includes(server.taskState))
    return { message: busyIn('task_state', server.taskState), hint: 'Retry once that has ended.' }
  if (launched && server.launchedAt === null)
    return { message: busyIn('launched_at', null), hint: 'It has never run: delete it and create it anew.' }
  return undefined
}

/** Throws the conflict that says why `server` cannot begin `action` and what would make it possible. */
export function assertCan(server: Readiness, action: ServerAction, asAdmin: boolean): void {
  const why = refusal(server, action, asAdmin)
  if (why) throw conflict(why.message, why.hint)
}
