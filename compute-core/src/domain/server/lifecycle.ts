import { conflict } from '#platform/errors'
import type { Server, VmState } from './server.ts'

/** Where an action leaves a server: in a vm_state, or in the one that it was in. */
export type Landing = VmState | 'same'

interface Transition {
  /** What Nova calls it: the action's name in os-instance-actions. */
  action: string
  /** vm_states from which it can begin. */
  from: readonly VmState[] | 'any'
  /** task_states that it may overtake besides none at all; `any` for a delete. */
  overtakes: readonly string[] | 'any'
  /** The task_state as it begins; null for one that leaves the task alone. */
  task: string | null
  /** Where it lands; the first unless something says otherwise (a stopped server that is rebuilt is stopped again). */
  lands: readonly [Landing, ...Landing[]]
  /** Refused while the server is locked, unless an administrator asks. */
  lockable: boolean
  /** The server must have run once before. */
  launched: boolean
}

/** What most have in common: nothing else under way, not locked, and it has run before. */
const usual = { overtakes: [], lockable: true, launched: true } as const

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
  start: { ...usual, action: 'start', from: ['stopped'], task: 'powering-on', lands: ['active'] },
  stop: { ...usual, action: 'stop', from: ['active', 'error'], task: 'powering-off', lands: ['stopped'] },
  softReboot: { ...usual, action: 'reboot', from: ['active'], task: 'rebooting', lands: ['active'] },
  hardReboot: {
    ...usual,
    action: 'reboot',
    from: ['active', 'stopped', 'paused', 'suspended', 'error'],
    overtakes: anyHardReboot,
    task: 'rebooting_hard',
    lands: ['active'],
  },
  pause: { ...usual, action: 'pause', from: ['active'], task: 'pausing', lands: ['paused'] },
  unpause: { ...usual, action: 'unpause', from: ['paused'], task: 'unpausing', lands: ['active'] },
  suspend: { ...usual, action: 'suspend', from: ['active'], task: 'suspending', lands: ['suspended'] },
  resume: { ...usual, action: 'resume', from: ['suspended'], task: 'resuming', lands: ['active'] },
  rescue: { ...usual, action: 'rescue', from: ['active', 'stopped', 'error'], task: 'rescuing', lands: ['rescued'] },
  unrescue: { ...usual, action: 'unrescue', from: ['rescued'], task: 'unrescuing', lands: ['active'] },
  rebuild: {
    ...usual,
    action: 'rebuild',
    from: ['active', 'stopped', 'error'],
    task: 'rebuilding',
    lands: ['active', 'stopped'],
  },
  resize: { ...usual, action: 'resize', from: ['active', 'stopped'], task: 'resize_prep', lands: ['resized'] },
  // Nova leaves the task alone here; ours says that somebody is at it, so that of two who confirm only one does.
  confirmResize: {
    ...usual,
    action: 'confirmResize',
    from: ['resized'],
    task: 'resize_confirming',
    lands: ['active', 'stopped'],
  },
  revertResize: {
    ...usual,
    action: 'revertResize',
    from: ['resized'],
    task: 'resize_reverting',
    lands: ['active', 'stopped'],
  },
  shelve: {
    ...usual,
    action: 'shelve',
    from: ['active', 'stopped', 'paused', 'suspended'],
    task: 'shelving',
    lands: ['shelved', 'shelved_offloaded'],
  },
  shelveOffload: {
    ...usual,
    action: 'shelveOffload',
    from: ['shelved'],
    task: 'shelving_offloading',
    lands: ['shelved_offloaded'],
  },
  unshelve: {
    ...usual,
    action: 'unshelve',
    from: ['shelved', 'shelved_offloaded'],
    task: 'unshelving',
    lands: ['active'],
  },
  createImage: {
    ...usual,
    action: 'createImage',
    from: ['active', 'stopped', 'paused', 'suspended'],
    task: 'image_snapshot_pending',
    lands: ['same'],
    lockable: false,
  },
  createBackup: {
    ...usual,
    action: 'createBackup',
    from: ['active', 'stopped', 'paused', 'suspended'],
    task: 'image_backup',
    lands: ['same'],
    lockable: false,
  },
  changePassword: {
    ...usual,
    action: 'changePassword',
    from: ['active'],
    task: 'updating_password',
    lands: ['same'],
  },
  triggerCrashDump: {
    ...usual,
    action: 'trigger_crash_dump',
    from: ['active', 'paused', 'rescued', 'resized', 'error'],
    task: null,
    lands: ['same'],
  },
  attachInterface: {
    ...usual,
    action: 'attach_interface',
    from: ['active', 'paused', 'stopped'],
    task: null,
    lands: ['same'],
  },
  detachInterface: {
    ...usual,
    action: 'detach_interface',
    from: ['active', 'paused', 'stopped'],
    task: null,
    lands: ['same'],
  },
  delete: {
    action: 'delete',
    from: 'any',
    overtakes: 'any',
    task: 'deleting',
    lands: ['deleted'],
    lockable: true,
    launched: false,
  },
  // What a delete is while reclaim_instance_interval gives people time to change their minds.
  softDelete: {
    ...usual,
    action: 'delete',
    from: [
      'active',
      'building',
      'paused',
      'suspended',
      'stopped',
      'rescued',
      'resized',
      'error',
      'shelved',
      'shelved_offloaded',
    ],
    overtakes: 'any',
    task: 'soft-deleting',
    lands: ['soft-delete'],
  },
  restore: { ...usual, action: 'restore', from: ['soft-delete'], task: 'restoring', lands: ['active'] },
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
