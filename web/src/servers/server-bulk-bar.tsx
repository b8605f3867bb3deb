import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import type { ServerRow, WishName } from '#app/bff'
import { useSession } from '#app/session-query'
import { ActionButton } from '#ui/action-button'
import { ActionsMenu, type MenuAction } from '#ui/actions-menu'
import { actionNames, actionsFor, serverActions } from './server-actions.tsx'
import { ServerBulkDialog } from './server-bulk-dialog.tsx'

interface ServerBulkBarProps {
  servers: readonly ServerRow[]
  onClear: () => void
}

/** What stands beside the menu, for it is wanted most. */
const beside: ReadonlySet<WishName> = new Set(['start', 'stop', 'softReboot', 'delete'])

/** What can be done with several servers at once; it stands there while some are selected. */
export function ServerBulkBar({ servers, onClear }: ServerBulkBarProps) {
  const { isAdmin } = useSession()
  const [asked, setAsked] = useState<{ name: WishName; servers: readonly ServerRow[]; nth: number } | null>(null)
  const [isOpen, setOpen] = useState(false)
  const begin = (name: WishName) => {
    setAsked({ name, servers, nth: (asked?.nth ?? 0) + 1 })
    setOpen(true)
  }
  const offered = actionNames.filter(
    (name) => serverActions[name].isBulk && servers.some((server) => actionsFor(server, isAdmin).includes(name)),
  )
  const entries = offered.map((name) => bulkAction(name, servers, () => begin(name)))
  return (
    <>
      {servers.length > 0 && (
        <section className="bulk-bar" aria-label="Selected servers">
          <Text size="sm" fw={600} component="output">
            {servers.length} selected
          </Text>
          <Group gap="xs">
            {entries
              .filter(({ name }) => beside.has(name))
              .map(({ name, label, icon, refusal, onClick, isDangerous }) => (
                <ActionButton
                  key={name}
                  size="xs"
                  variant="default"
                  leftSection={icon}
                  refusal={refusal}
                  onClick={onClick}
                  {...(isDangerous ? { c: 'var(--mantine-color-error)' } : {})}
                >
                  {label}
                </ActionButton>
              ))}
            <ActionsMenu
              label="More"
              of="the selected servers"
              actions={entries.filter(({ name }) => !beside.has(name))}
            />
            <Button size="xs" variant="subtle" onClick={onClear}>
              Clear
            </Button>
          </Group>
        </section>
      )}
      {asked && (
        <ServerBulkDialog
          key={asked.nth}
          name={asked.name}
          servers={asked.servers}
          opened={isOpen}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  )
}

/** Possible as soon as one of them can; the dialog says which cannot. */
function bulkAction(
  name: WishName,
  servers: readonly ServerRow[],
  onClick: () => void,
): MenuAction & { name: WishName } {
  const { label, Icon, group, isDangerous } = serverActions[name]
  const reasons = servers.map(({ refusals }) => refusals[name])
  const refusal = reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined
  return {
    name,
    label,
    icon: <Icon size={14} aria-hidden />,
    group,
    refusal,
    isDangerous: isDangerous === true,
    onClick,
  }
}
