import type { VmState } from './server.ts'

/** What the API calls each vm_state, and what it calls it while one of these tasks runs (reference/server-states.md §2). */
const rebuilding = { rebuilding: 'REBUILD', rebuild_block_device_mapping: 'REBUILD', rebuild_spawning: 'REBUILD' }
const resizing = {
  resize_prep: 'RESIZE',
  resize_migrating: 'RESIZE',
  resize_migrated: 'RESIZE',
  resize_finish: 'RESIZE',
}

const statuses: Record<VmState, { default: string } & Partial<Record<string, string>>> = {
  active: {
    default: 'ACTIVE',
    rebooting: 'REBOOT',
    reboot_pending: 'REBOOT',
    reboot_started: 'REBOOT',
    rebooting_hard: 'HARD_REBOOT',
    reboot_pending_hard: 'HARD_REBOOT',
    reboot_started_hard: 'HARD_REBOOT',
    updating_password: 'PASSWORD',
    migrating: 'MIGRATING',
    ...rebuilding,
    ...resizing,
  },
  building: { default: 'BUILD' },
  stopped: { default: 'SHUTOFF', ...rebuilding, ...resizing },
  resized: { default: 'VERIFY_RESIZE', resize_reverting: 'REVERT_RESIZE' },
  paused: { default: 'PAUSED', migrating: 'MIGRATING' },
  suspended: { default: 'SUSPENDED' },
  rescued: { default: 'RESCUE' },
  error: { default: 'ERROR', ...rebuilding },
  deleted: { default: 'DELETED' },
  'soft-delete': { default: 'SOFT_DELETED' },
  shelved: { default: 'SHELVED' },
  shelved_offloaded: { default: 'SHELVED_OFFLOADED' },
}

/** The status that the API shows for a server. */
export function statusOf(server: { vmState: VmState; taskState: string | null; deletedAt: Date | null }): string {
  if (server.deletedAt !== null) return 'DELETED'
  const ofState = statuses[server.vmState]
  return (server.taskState !== null && ofState[server.taskState]) || ofState.default
}

/** Every status that a server can show. */
export const everyStatus: ReadonlySet<string> = new Set(
  Object.values(statuses).flatMap((ofState) => Object.values(ofState) as string[]),
)

/** The states that show as `status`; `tasks` is null where any task does. Undefined for a status that there is not. */
export function statesOf(status: string): { vmStates: VmState[]; tasks: string[] | null } | undefined {
  const wanted = status.toUpperCase()
  const matches = Object.entries(statuses).flatMap(([vmState, ofState]) =>
    Object.entries(ofState).flatMap(([task, shown]) =>
      shown === wanted ? [{ vmState: vmState as VmState, task }] : [],
    ),
  )
  if (matches.length === 0) return undefined
  const tasks = matches.map(({ task }) => task)
  return {
    vmStates: [...new Set(matches.map(({ vmState }) => vmState))],
    tasks: tasks.includes('default') ? null : [...new Set(tasks)],
  }
}

/** A state, with one of these tasks or with any task but those, that shows as a status. */
export interface ShownAs {
  vmState: VmState
  tasks?: readonly string[]
  otherThan?: readonly string[]
}

/** Exactly which servers show as `status`, one of `everyStatus`: none that it leaves out does. */
export const shownAs = (status: string): readonly ShownAs[] =>
  Object.entries(statuses).flatMap(([state, { default: usual, ...ofTask }]): ShownAs[] => {
    const vmState = state as VmState
    const having = (wanted: boolean) => Object.keys(ofTask).filter((task) => (ofTask[task] === status) === wanted)
    if (usual === status) return [{ vmState, otherThan: having(false) }]
    return having(true).length > 0 ? [{ vmState, tasks: having(true) }] : []
  })

/** Statuses that have a progress. */
export const statusesWithProgress: ReadonlySet<string> = new Set([
  'ACTIVE',
  'BUILD',
  'REBUILD',
  'RESIZE',
  'VERIFY_RESIZE',
  'MIGRATING',
])
