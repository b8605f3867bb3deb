import type { ServerFlowParams } from '#store/server-wishes'

export type Phase = 'start' | 'end' | 'error' | 'update' | 'done'

/** What Nova calls each flow in `instance.<name>.<phase>` (reference/server-states.md §5); a resize has two names. */
const names: Record<keyof ServerFlowParams, string | { start: string; end: string; error: string }> = {
  'server-create': 'create',
  'server-delete': 'delete',
  'server-start': 'power_on',
  'server-stop': 'power_off',
  'server-reboot': 'reboot',
  'server-pause': 'pause',
  'server-unpause': 'unpause',
  'server-suspend': 'suspend',
  'server-resume': 'resume',
  'server-rescue': 'rescue',
  'server-unrescue': 'unrescue',
  'server-rebuild': 'rebuild',
  'server-resize': { start: 'resize_prep', end: 'resize_finish', error: 'resize' },
  'server-confirm-resize': 'resize_confirm',
  'server-revert-resize': 'resize_revert',
  'server-shelve': 'shelve',
  'server-shelve-offload': 'shelve_offload',
  'server-unshelve': 'unshelve',
  'server-create-image': 'snapshot',
  'server-create-backup': 'snapshot',
  'server-change-password': 'change_password',
  'server-trigger-crash-dump': 'trigger_crash_dump',
  'server-attach-interface': 'interface_attach',
  'server-detach-interface': 'interface_detach',
  'server-soft-delete': 'soft_delete',
  'server-restore': 'restore',
}

/** The event_type of what happened: `instance.pause.end`, `instance.update`, `instance.lock`. */
export function eventType(phase: Phase, what: string): string {
  if (phase === 'update' || phase === 'done') return `instance.${what}`
  const name = names[what as keyof ServerFlowParams] ?? what.replace(/^server-/, '').replaceAll('-', '_')
  return `instance.${typeof name === 'string' ? name : name[phase]}.${phase}`
}
