import { Anchor } from '@mantine/core'
import { type MouseEvent, useEffect, useState } from 'react'
import { type NavigateFunction, useLocation, useNavigate } from 'react-router'
import { taskTitle } from '#shared/action-words'
import { useSession } from '#shared/session'
import { t } from '#ui/i18n'
import { hideNotice, showNotice } from '#ui/notices'
import { endedElsewhere, endedIds, isShownAt } from './finished-tasks.ts'
import { taskPath } from './task-path.ts'
import type { Task } from './tasks-query.ts'
import { onceInAllTabs, rememberedIds } from './told-once.ts'

const told = () => rememberedIds('kilonova.tasks.told')

/** Says that something has ended that was asked for elsewhere, with a link to it: in the tab that is looked at, and in one tab only. */
export function useFinishedNotices(tasks: readonly Task[] | undefined): void {
  const session = useSession()
  const { pathname } = useLocation()
  const navigate = useNavigate()
  // By what the cloud said at first: the clock of this computer may be another one than the cloud's.
  const [before, setBefore] = useState<ReadonlySet<string>>()
  if (tasks && !before) setBefore(endedIds(tasks))
  useEffect(() => {
    const look = () => {
      if (!tasks || !before || document.visibilityState !== 'visible') return
      for (const task of endedElsewhere(tasks, before, pathname))
        void onceInAllTabs(told(), task.id, () => {
          // To ask the other tabs takes a moment, in which one may have come to its page.
          if (!isShownAt(task, window.location.pathname)) tell(task, taskPath(task, session), navigate)
        })
    }
    // Who comes to the page of a thing meanwhile sees there how it ended.
    for (const task of tasks ?? []) if (isShownAt(task, pathname)) hideNotice(noticeOf(task))
    look()
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [tasks, pathname, session, before, navigate])
}

const noticeOf = ({ id }: Task) => `task ${id}`

function tell(task: Task, path: string, navigate: NavigateFunction): void {
  // Notices stand outside of the pages, where there is no router.
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    hideNotice(noticeOf(task))
    void navigate(path)
  }
  const isFailed = task.outcome === 'failed'
  const title = taskTitle(task.action, task.server?.name ?? null, task.servers)
  showNotice({
    id: noticeOf(task),
    role: isFailed ? 'alert' : 'status',
    color: isFailed ? 'red' : 'teal',
    // A failure stays until it is seen.
    autoClose: isFailed ? false : 8_000,
    title: isFailed ? t('{{task}}: failed', { task: title }) : t('{{task}}: done', { task: title }),
    message: (
      <>
        {isFailed && task.message && <span className="break">{task.message} </span>}
        {isFailed && task.runId && <span>{t('{{count}} of {{total}} failed.', failedOf(task))} </span>}
        <Anchor href={path} size="sm" onClick={follow}>
          {task.server ? t('Show {{name}}', { name: task.server.name }) : t('Show the result')}
        </Anchor>
      </>
    ),
  })
}

const failedOf = ({ counts, servers }: Task) => ({ count: counts.failed, total: servers })
