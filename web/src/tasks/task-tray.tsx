import './tasks.css'
import { ActionIcon, Popover, Tooltip } from '@mantine/core'
import { IconListCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { showTasks, useTasksShown } from '#shared/task-panel'
import { t } from '#ui/i18n'
import { useLoaded } from '#ui/use-loaded'
import { rememberedIds } from './told-once.ts'
import { tasksQuery, type Task } from './tasks-query.ts'
import { useFinishedNotices } from './use-finished-notices.tsx'

const taskPanel = () => import('./task-panel.tsx')
const seen = () => rememberedIds('kilonova.tasks.seen')
const none: readonly Task[] = []

/** What I have asked for, in the frame of every page: how much of it is under way, and in its panel how far each has come. */
export function TaskTray() {
  const isShown = useTasksShown()
  const { data, isPending, isError } = useQuery(tasksQuery)
  const tasks = data ?? none
  useFinishedNotices(data)
  const loaded = useLoaded(taskPanel, isShown)
  const running = tasks.filter(({ outcome }) => outcome === 'running').length
  const failed = useMemo(() => tasks.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id), [tasks])
  const [known, setKnown] = useState(() => seen().all())
  const unseen = failed.filter((id) => !known.has(id))
  const change = (open: boolean) => {
    if (!open) {
      seen().add(...failed)
      setKnown(seen().all())
    }
    showTasks(open)
  }
  const label =
    running > 0
      ? t('Tasks: {{count}} running', { count: running })
      : unseen.length > 0
        ? t('Tasks: {{count}} failed', { count: unseen.length })
        : t('Tasks')
  return (
    <Popover
      opened={isShown && loaded !== undefined}
      onChange={change}
      position="bottom-end"
      width={400}
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Tooltip label={label} disabled={isShown}>
          <ActionIcon
            variant="default"
            size="lg"
            className="tasks-button"
            aria-label={label}
            aria-expanded={isShown}
            onClick={() => change(!isShown)}
          >
            <IconListCheck size={18} aria-hidden />
            {running > 0 ? (
              <span className="tasks-count" aria-hidden>
                {running}
              </span>
            ) : (
              unseen.length > 0 && (
                <span className="tasks-count" data-tone="bad" aria-hidden>
                  {unseen.length}
                </span>
              )
            )}
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={t('Tasks')}>
        {loaded && (
          <loaded.TaskPanel
            tasks={tasks}
            state={isPending ? 'pending' : isError ? 'failed' : 'read'}
            unseen={unseen}
            onClose={() => change(false)}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  )
}
