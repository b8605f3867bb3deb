import { useState, type ReactNode } from 'react'
import type { CommandName, ServerRow } from '#shared/bff'
import type { BulkAction, Selected } from '#list/descriptor'
import { actionNames, actionsFor, serverActions } from '../actions/server-actions.tsx'
import { useCommandRefusal } from '../actions/use-command-refusal.ts'
import { useOffering } from '../actions/use-offering.ts'
import { type BulkServers, ServerBulkDialog } from './server-bulk-dialog.tsx'

/** The most frequent actions: buttons of their own beside the menu. */
const frequent: ReadonlySet<CommandName> = new Set(['start', 'stop', 'softReboot', 'delete'])

interface ServerBulk {
  bulk: (selected: Selected<ServerRow>) => BulkAction[]
  /** To be put anywhere in the page. */
  dialog: ReactNode
}

/** What is done with several servers at once: the cloud carries it out, and finds by itself what matches a query. */
export function useServerBulk(): ServerBulk {
  const offering = useOffering()
  const refusalOf = useCommandRefusal()
  const [dialog, setDialog] = useState<{ name: CommandName; of: BulkServers; nth: number } | null>(null)
  const [isOpen, setOpen] = useState(false)
  const onBulk = (name: CommandName, selected: Selected<ServerRow>) => {
    const of: BulkServers = selected.all
      ? { all: true, q: selected.q, count: selected.total }
      : { all: false, servers: selected.rows }
    setDialog((before) => ({ name, of, nth: (before?.nth ?? 0) + 1 }))
    setOpen(true)
  }
  // Of rows that nobody has seen only the policy is known.
  const reasonsOf = (name: CommandName, selected: Selected<ServerRow>) =>
    selected.all ? [refusalOf({ refusals: {} }, name)] : selected.rows.map((server) => refusalOf(server, name))
  return {
    bulk: (selected) =>
      actionNames
        .filter((name) => serverActions[name].isBulk && isOffered(name, selected, offering))
        .map((name) => bulkAction(name, reasonsOf(name, selected), () => onBulk(name, selected))),
    dialog: dialog && (
      <ServerBulkDialog
        key={dialog.nth}
        name={dialog.name}
        of={dialog.of}
        opened={isOpen}
        onClose={() => setOpen(false)}
      />
    ),
  }
}

/** Of rows that nobody has seen nothing is known: each of them may be offered it. */
const isOffered = (
  name: CommandName,
  selected: Selected<ServerRow>,
  offering: Parameters<typeof actionsFor>[1],
): boolean =>
  selected.all
    ? !offering.withheld.includes(name)
    : selected.rows.some((server) => actionsFor(server, offering).includes(name))

/** Enabled if any of the servers allows it; the dialog says which do not. */
function bulkAction(name: CommandName, reasons: readonly (string | undefined)[], onClick: () => void): BulkAction {
  const { label, Icon, group, isDangerous } = serverActions[name]
  const refusal = reasons.length > 0 && reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined
  return {
    label,
    icon: <Icon size={14} aria-hidden />,
    group,
    refusal,
    isDangerous: isDangerous === true,
    isFrequent: frequent.has(name),
    onClick,
  }
}
