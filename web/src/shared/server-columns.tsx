import { Tooltip } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import type { ServerRow } from './bff.ts'
import { usePaths } from './scope.tsx'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { Status } from '#ui/status'
import { statusLook, taskWord } from './server-status.ts'

/** A server's name, which leads to its page. */
export function ServerName({ server }: { server: Pick<ServerRow, 'id' | 'name'> }) {
  return <NameLink to={usePaths().server(server.id)} name={server.name} />
}

interface ServerStatusProps {
  server: Pick<ServerRow, 'status' | 'taskState'>
  /** The step that the task has come to, where that is known: which it is, and what it does. */
  step?: { nth: number; word: string } | undefined
}

/** A server's status and the task in progress. */
export function ServerStatus({ server: { status, taskState }, step }: ServerStatusProps) {
  const task = taskState ? { word: step?.word ?? taskWord(taskState), step: step?.nth } : null
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
