import { Tooltip } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import type { ServerRow } from './bff.ts'
import { usePaths } from './scope.tsx'
import type { Column } from '#ui/data-table'
import { formatMb } from '#ui/format'
import { t } from '#ui/i18n'
import { RelativeTime } from '#ui/relative-time'
import { NameLink } from '#ui/name-link'
import { Status } from '#ui/status'
import { statusLook, taskWord } from './server-status.ts'

/** The columns of a list of servers. */
export const serverColumns: Column<ServerRow>[] = [
  {
    header: t('Name'),
    sortKey: 'display_name',
    cell: (server) => (
      <span className="server-name">
        <ServerName server={server} />
      </span>
    ),
  },
  { header: t('Status'), sortKey: 'vm_state', cell: (server) => <ServerStatus server={server} /> },
  { header: t('Addresses'), hideOn: 'narrow', cell: (server) => <Addresses server={server} /> },
  {
    header: t('Flavor'),
    hideOn: 'narrow',
    cell: ({ flavor }) => (
      <span className="server-name" title={`${flavor.name}: ${flavor.vcpus} vCPU, ${formatMb(flavor.ramMb)}`}>
        {flavor.name}
      </span>
    ),
  },
  {
    header: t('Image'),
    hideOn: 'medium',
    cell: ({ image }) => (
      <span className="server-name" title={image?.name ?? image?.id}>
        {image?.name ?? image?.id ?? '—'}
      </span>
    ),
  },
  {
    header: t('Created'),
    hideOn: 'narrow',
    sortKey: 'created_at',
    cell: (server) => <RelativeTime at={server.createdAt} />,
  },
]

/** A server's name, which leads to its page. */
export function ServerName({ server }: { server: Pick<ServerRow, 'id' | 'name'> }) {
  return <NameLink to={usePaths().server(server.id)} name={server.name} />
}

interface ServerStatusProps {
  server: Pick<ServerRow, 'status' | 'taskState'>
  /** The step that the task has come to, where that is known. */
  step?: number
}

/** A server's status and the task in progress. */
export function ServerStatus({ server: { status, taskState }, step }: ServerStatusProps) {
  const task = taskState ? { word: taskWord(taskState), ...(step ? { step } : {}) } : null
  return <Status {...statusLook(status)} code={status} task={task} />
}

/** A lock beside the name of a server that is locked, with the reason on hover. */
export function ServerLock({
  server: { locked, lockedReason },
}: {
  server: Pick<ServerRow, 'locked' | 'lockedReason'>
}) {
  if (!locked) return null
  return (
    <Tooltip label={lockedReason ? t('Locked: {{reason}}', { reason: lockedReason }) : t('Locked')}>
      <span className="lock">
        <IconLock size={14} aria-hidden />
        <span className="visually-hidden">{t('Locked')}</span>
      </span>
    </Tooltip>
  )
}

function Addresses({ server }: { server: ServerRow }) {
  if (server.addresses.length === 0) return <span className="dimmed">—</span>
  return server.addresses.map(({ address }) => (
    <div key={address} className="mono">
      {address}
    </div>
  ))
}
