import { conflict } from '#platform/errors'
import type { Server, VmState } from './server.ts'

/** Where an action leaves a server: in a vm_state, or in the one that it was in. */
export type Landing = VmState | 'same'

/** The role in its project that an action asks of whoever asks for it, unless an operator's rules say otherwise. */
export type ActionRole = 'member' | 'admin'

/** What a flow is called in `instance.<name>.<phase>`; a resize has a name for each phase. */
export type NotificationName = string | { start: string; end: string; error: string }

interface Transition {
  /** What Nova calls it: the action's name in os-instance-actions. */
  action: string
  /** vm_states from which it can begin. */
  from: readonly VmState[] | 'any'
  /** task_states that it may preempt besides none at all; `any` for a delete. */
  preempts: readonly string[] | 'any'
  /** The task_state as it begins; null for one that leaves the task alone. */
  task: string | null
  /** The task_states that its flow goes through after that one. */
  laterTasks: readonly string[]
  /** Where it lands; the first unless something says otherwise (a stopped server that is rebuilt is stopped again). */
  lands: readonly [Landing, ...Landing[]]
  /** Refused while the server is locked, unless an administrator asks. */
  lockable: boolean
  /** The server must have run once before. */
  launched: boolean
  /** The slug of the flow that carries it out. */
  flow: string
  /** What the flow is told of its own because it is this action and no other of the same flow. */
  params?: object
  /** Its key in the body of `POST /servers/{id}/action`; null for one that has a path of its own. */
  wire: string | null
  /** What stands under that key; absent where whoever asks has something to choose. */
  sends?: object | null
  /** The API does nothing but begin it: there is nothing else to read or to refuse. */
  plain?: true
  /** The policy rule that guards it, under OpenStack's own name. */
  rule: string
  /** Whom that rule lets pass by default. */
  role: ActionRole
  /** Its name in notifications. */
  notify: NotificationName
}

/** What most have in common: nothing else under way, not locked, it has run before, one task, and a member may ask for it. */
const usual = { preempts: [], lockable: true, launched: true, laterTasks: [], role: 'member' } as const

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
 * The API refuses by it, buttons grey by it, the diagram in the docs is drawn from it; policy rules, flows and notifications take their
 * names from it.
 */
export const lifecycle = {
  start: {
    ...usual,
    action: 'start',
    from: ['stopped'],
    task: 'powering-on',
    lands: ['active'],
    flow: 'server-start',
    wire: 'os-start',
    sends: null,
    plain: true,
    rule: 'os_compute_api:servers:start',
    notify: 'power_on',
  },
  stop: {
    ...usual,
    action: 'stop',
    from: ['active', 'error'],
    task: 'powering-off',
    lands: ['stopped'],
    flow: 'server-stop',
    wire: 'os-stop',
    sends: null,
    plain: true,
    rule: 'os_compute_api:servers:stop',
    notify: 'power_off',
  },
  softReboot: {
    ...usual,
    action: 'reboot',
    from: ['active'],
    task: 'rebooting',
    lands: ['active'],
    laterTasks: ['reboot_pending', 'reboot_started'],
    flow: 'server-reboot',
    params: { hard: false },
    wire: 'reboot',
    sends: { type: 'SOFT' },
    rule: 'os_compute_api:servers:reboot',
    notify: 'reboot',
  },
  hardReboot: {
    ...usual,
    action: 'reboot',
    from: ['active', 'stopped', 'paused', 'suspended', 'error'],
    preempts: anyHardReboot,
    task: 'rebooting_hard',
    lands: ['active'],
    laterTasks: ['reboot_pending_hard', 'reboot_started_hard'],
    flow: 'server-reboot',
    params: { hard: true },
    wire: 'reboot',
    sends: { type: 'HARD' },
    rule: 'os_compute_api:servers:reboot',
    notify: 'reboot',
  },
  pause: {
    ...usual,
    action: 'pause',
    from: ['active'],
    task: 'pausing',
    lands: ['paused'],
    flow: 'server-pause',
    wire: 'pause',
    sends: null,
    plain: true,
    rule: 'os_compute_api:os-pause-server:pause',
    notify: 'pause',
  },
  unpause: {
    ...usual,
    action: 'unpause',
    from: ['paused'],
    task: 'unpausing',
    lands: ['active'],
    flow: 'server-unpause',
    wire: 'unpause',
    sends: null,
    plain: true,
    rule: 'os_compute_api:os-pause-server:unpause',
    notify: 'unpause',
  },
  suspend: {
    ...usual,
    action: 'suspend',
    from: ['active'],
    task: 'suspending',
    lands: ['suspended'],
    flow: 'server-suspend',
    wire: 'suspend',
    sends: null,
    rule: 'os_compute_api:os-suspend-server:suspend',
    notify: 'suspend',
  },
  resume: {
    ...usual,
    action: 'resume',
    from: ['suspended'],
    task: 'resuming',
    lands: ['active'],
    flow: 'server-resume',
    wire: 'resume',
    sends: null,
    plain: true,
    rule: 'os_compute_api:os-suspend-server:resume',
    notify: 'resume',
  },
  rescue: {
    ...usual,
    action: 'rescue',
    from: ['active', 'stopped', 'error'],
    task: 'rescuing',
    lands: ['rescued'],
    flow: 'server-rescue',
    wire: 'rescue',
    rule: 'os_compute_api:os-rescue',
    notify: 'rescue',
  },
  unrescue: {
    ...usual,
    action: 'unrescue',
    from: ['rescued'],
    task: 'unrescuing',
    lands: ['active'],
    flow: 'server-unrescue',
    wire: 'unrescue',
    sends: null,
    plain: true,
    rule: 'os_compute_api:os-unrescue',
    notify: 'unrescue',
  },
  rebuild: {
    ...usual,
    action: 'rebuild',
    from: ['active', 'stopped', 'error'],
    task: 'rebuilding',
    lands: ['active', 'stopped'],
    laterTasks: ['rebuild_block_device_mapping', 'rebuild_spawning', 'powering-off'],
    flow: 'server-rebuild',
    wire: 'rebuild',
    rule: 'os_compute_api:servers:rebuild',
    notify: 'rebuild',
  },
  resize: {
    ...usual,
    action: 'resize',
    from: ['active', 'stopped'],
    task: 'resize_prep',
    lands: ['resized'],
    laterTasks: ['resize_migrating', 'resize_migrated', 'resize_finish'],
    flow: 'server-resize',
    wire: 'resize',
    rule: 'os_compute_api:servers:resize',
    notify: { start: 'resize_prep', end: 'resize_finish', error: 'resize' },
  },
  // Nova leaves the task alone here; ours says that somebody is at it, so that of two who confirm only one does.
  confirmResize: {
    ...usual,
    action: 'confirmResize',
    from: ['resized'],
    task: 'resize_confirming',
    lands: ['active', 'stopped'],
    flow: 'server-confirm-resize',
    wire: 'confirmResize',
    sends: null,
    rule: 'os_compute_api:servers:confirm_resize',
    notify: 'resize_confirm',
  },
  revertResize: {
    ...usual,
    action: 'revertResize',
    from: ['resized'],
    task: 'resize_reverting',
    lands: ['active', 'stopped'],
    flow: 'server-revert-resize',
    wire: 'revertResize',
    sends: null,
    rule: 'os_compute_api:servers:revert_resize',
    notify: 'resize_revert',
  },
  shelve: {
    ...usual,
    action: 'shelve',
    from: ['active', 'stopped', 'paused', 'suspended'],
    task: 'shelving',
    lands: ['shelved', 'shelved_offloaded'],
    laterTasks: ['shelving_image_pending_upload', 'shelving_image_uploading'],
    flow: 'server-shelve',
    wire: 'shelve',
    sends: null,
    rule: 'os_compute_api:os-shelve:shelve',
    notify: 'shelve',
  },
  shelveOffload: {
    ...usual,
    action: 'shelveOffload',
    from: ['shelved'],
    task: 'shelving_offloading',
    lands: ['shelved_offloaded'],
    flow: 'server-shelve-offload',
    wire: 'shelveOffload',
    sends: null,
    plain: true,
    rule: 'os_compute_api:os-shelve:shelve_offload',
    role: 'admin',
    notify: 'shelve_offload',
  },
  unshelve: {
    ...usual,
    action: 'unshelve',
    from: ['shelved', 'shelved_offloaded'],
    task: 'unshelving',
    lands: ['active'],
    laterTasks: ['powering-on', 'spawning'],
    flow: 'server-unshelve',
    wire: 'unshelve',
    rule: 'os_compute_api:os-shelve:unshelve',
    notify: 'unshelve',
  },
  createImage: {
    ...usual,
    action: 'createImage',
    from: ['active', 'stopped', 'paused', 'suspended'],
    task: 'image_snapshot_pending',
    lands: ['same'],
    lockable: false,
    laterTasks: ['image_snapshot', 'image_pending_upload', 'image_uploading'],
    flow: 'server-create-image',
    wire: 'createImage',
    rule: 'os_compute_api:servers:create_image',
    notify: 'snapshot',
  },
  createBackup: {
    ...usual,
    action: 'createBackup',
    from: ['active', 'stopped', 'paused', 'suspended'],
    task: 'image_backup',
    lands: ['same'],
    lockable: false,
    laterTasks: ['image_pending_upload', 'image_uploading'],
    flow: 'server-create-backup',
    wire: 'createBackup',
    rule: 'os_compute_api:os-create-backup',
    notify: 'snapshot',
  },
  changePassword: {
    ...usual,
    action: 'changePassword',
    from: ['active'],
    task: 'updating_password',
    lands: ['same'],
    flow: 'server-change-password',
    wire: 'changePassword',
    rule: 'os_compute_api:os-admin-password',
    notify: 'change_password',
  },
  triggerCrashDump: {
    ...usual,
    action: 'trigger_crash_dump',
    from: ['active', 'paused', 'rescued', 'resized', 'error'],
    task: null,
    lands: ['same'],
    flow: 'server-trigger-crash-dump',
    wire: 'trigger_crash_dump',
    sends: null,
    rule: 'os_compute_api:servers:trigger_crash_dump',
    notify: 'trigger_crash_dump',
  },
  attachInterface: {
    ...usual,
    action: 'attach_interface',
    from: ['active', 'paused', 'stopped'],
    task: null,
    lands: ['same'],
    flow: 'server-attach-interface',
    wire: null,
    rule: 'os_compute_api:os-attach-interfaces:create',
    notify: 'interface_attach',
  },
  detachInterface: {
    ...usual,
    action: 'detach_interface',
    from: ['active', 'paused', 'stopped'],
    task: null,
    lands: ['same'],
    flow: 'server-detach-interface',
    wire: null,
    rule: 'os_compute_api:os-attach-interfaces:delete',
    notify: 'interface_detach',
  },
  delete: {
    action: 'delete',
    from: 'any',
    preempts: 'any',
    task: 'deleting',
    lands: ['deleted'],
    lockable: true,
    launched: false,
    laterTasks: [],
    role: 'member',
    flow: 'server-delete',
    wire: null,
    rule: 'os_compute_api:servers:delete',
    notify: 'delete',
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
    preempts: 'any',
    task: 'soft-deleting',
    lands: ['soft-delete'],
    flow: 'server-soft-delete',
    wire: null,
    rule: 'os_compute_api:servers:delete',
    notify: 'soft_delete',
  },
  restore: {
    ...usual,
    action: 'restore',
    from: ['soft-delete'],
    task: 'restoring',
    // The latter two where it was on no host as it was deleted.
    lands: ['active', 'shelved_offloaded', 'error'],
    flow: 'server-restore',
    wire: 'restore',
    sends: null,
    rule: 'os_compute_api:os-deferred-delete:restore',
    notify: 'restore',
  },
} as const satisfies Record<string, Transition>

export type ServerAction = keyof typeof lifecycle

/** The actions whose body is always the same: nobody has anything to choose. */
export type ActionWithoutInput = {
  [Action in ServerAction]: (typeof lifecycle)[Action] extends { wire: string; sends: object | null } ? Action : never
}[ServerAction]

/** The actions that the API only begins. */
export type PlainAction = {
  [Action in ServerAction]: (typeof lifecycle)[Action] extends { plain: true } ? Action : never
}[ServerAction]

/** The slug of the flow that carries `Action` out. */
export type FlowOf<Action extends ServerAction> = (typeof lifecycle)[Action]['flow']

const rows: readonly (readonly [ServerAction, Transition])[] = Object.entries(lifecycle) as never

/** The whole body of each action that takes no input, as `POST /servers/{id}/action` wants it. */
export const bodiesWithoutInput = Object.fromEntries(
  rows.flatMap(([action, { wire, sends }]) =>
    wire === null || sends === undefined ? [] : [[action, { [wire]: sends }]],
  ),
) as Readonly<Record<ActionWithoutInput, Readonly<Record<string, object | null>>>>

/** The names of the actions that the API only begins. */
export const plainActionNames = rows.filter(([, { plain }]) => plain).map(([name]) => name) as readonly PlainAction[]

/** What of a server decides whether it can be asked to do something. */
export type Readiness = Pick<Server, 'id' | 'vmState' | 'taskState' | 'lockedBy' | 'launchedAt'>

/** What a server can stand in the way of an action with. */
export type RefusalKind = 'locked' | 'state' | 'busy' | 'never-ran'

interface Refusal {
  kind: RefusalKind
  message: string
  hint: string
}

/**
 * Why `server` cannot begin `action` now, or undefined when it can. Nova's order: lock, vm_state, task_state, launched.
 * `asAdmin` passes locks.
 */
export function refusal(server: Readiness, action: ServerAction, asAdmin: boolean): Refusal | undefined {
  const { from, preempts, lockable, launched, action: name }: Transition = lifecycle[action]
  const busyIn = (attribute: string, value: string | null) =>
    `Cannot '${name}' instance ${server.id} while it is in ${attribute} ${value ?? 'None'}.`
  if (lockable && server.lockedBy !== null && !asAdmin)
    return { kind: 'locked', message: `Instance ${server.id} is locked.`, hint: 'Unlock it first.' }
  if (from !== 'any' && !from.includes(server.vmState))
    return { kind: 'state', message: busyIn('vm_state', server.vmState), hint: `It must be ${from.join(' or ')}.` }
  if (server.taskState !== null && preempts !== 'any' && !preempts.includes(server.taskState))
    return { kind: 'busy', message: busyIn('task_state', server.taskState), hint: 'Retry once that has ended.' }
  if (launched && server.launchedAt === null)
    return {
      kind: 'never-ran',
      message: busyIn('launched_at', null),
      hint: 'It has never run: delete it and create it anew.',
    }
  return undefined
}

/** Throws the conflict that says why `server` cannot begin `action` and what would make it possible. */
export function assertCan(server: Readiness, action: ServerAction, asAdmin: boolean): void {
  const why = refusal(server, action, asAdmin)
  if (why) throw conflict(why.message, why.hint)
}
