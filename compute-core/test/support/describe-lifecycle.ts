import { lifecycle, type Landing, type ServerAction } from '#domain/server/lifecycle'
import type { VmState } from '#domain/server/server'
import { statusOf } from '#domain/server/status'

interface Row {
  action: string
  from: readonly VmState[] | 'any'
  preempts: readonly string[] | 'any'
  task: string | null
  lands: readonly Landing[]
  lockable: boolean
}

const rows = Object.entries(lifecycle) as [ServerAction, Row][]

const heading = `# What can be asked of a server, and where it lands

Written by \`pnpm --filter @kilonova/compute-core lifecycle\` from the table in
[src/domain/server/lifecycle.ts](src/domain/server/lifecycle.ts), by which the API refuses and buttons are greyed; a test compares them.
`

/** The page that explains the lifecycle: a diagram of the vm_states, and every action as a row. */
export const lifecycleText = (): string => [heading, diagram(), '', table(), ''].join('\n')

/** Only arrows between two states: what stays, or begins anywhere, stands in the table. */
function diagram(): string {
  const arrows = new Map<string, string[]>([['building --> active', ['create']]])
  for (const [slug, { from, lands }] of rows)
    for (const start of from === 'any' ? [] : from)
      for (const end of lands)
        if (end !== 'same' && end !== start && slug !== 'softDelete') {
          const arrow = `${start} --> ${end}`
          arrows.set(arrow, [...(arrows.get(arrow) ?? []), slug])
        }
  const lines = [...arrows].map(
    ([arrow, slugs]) => `  ${arrow.replace('soft-delete', 'soft_delete')} : ${slugs.join(', ')}`,
  )
  return ['```mermaid', 'stateDiagram-v2', '  [*] --> building : create', ...lines, '```'].join('\n')
}

function table(): string {
  const lines = rows.map(([slug, row]) => {
    const lands = row.lands.map((end) => (end === 'same' ? 'as it was' : `${end} (${shown(end)})`)).join(' or ')
    const from = row.from === 'any' ? 'any' : row.from.join(', ')
    const preempts = row.preempts === 'any' ? 'any task' : row.preempts.join(', ')
    return [slug, row.action, from, row.task ?? '', preempts, lands, row.lockable ? 'yes' : 'no']
  })
  const head = [
    'action',
    'os-instance-actions',
    'from vm_state',
    'task_state',
    'preempts',
    'lands (status)',
    'lock refuses',
  ]
  const width = head.map((title, at) => Math.max(title.length, ...lines.map((line) => line[at]!.length)))
  const asLine = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(width[at]!)).join(' | ')} |`
  return [asLine(head), `| ${width.map((size) => '-'.repeat(size)).join(' | ')} |`, ...lines.map(asLine)].join('\n')
}

const shown = (vmState: VmState) => statusOf({ vmState, taskState: null, deletedAt: null })
