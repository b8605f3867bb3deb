import { lifecycle, type NotificationName } from '#domain/server/lifecycle'
import type { ServerFlowParams } from '#store/server-jobs'

export type Phase = 'start' | 'end' | 'error' | 'update' | 'done'

/** What Nova calls each flow in `instance.<name>.<phase>` (reference/server-states.md §5): its action's row says it. */
const names: Readonly<Record<string, NotificationName>> = {
  ['server-create' satisfies keyof ServerFlowParams]: 'create',
  ...Object.fromEntries(Object.values(lifecycle).map(({ flow, notify }) => [flow, notify])),
}

/** The event_type of what happened: `instance.pause.end`, `instance.update`, `instance.lock`. */
export function eventType(phase: Phase, what: string): string {
  if (phase === 'update' || phase === 'done') return `instance.${what}`
  const name = names[what] ?? what.replace(/^server-/, '').replaceAll('-', '_')
  return `instance.${typeof name === 'string' ? name : name[phase]}.${phase}`
}
