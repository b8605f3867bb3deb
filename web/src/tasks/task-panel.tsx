import { CloseButton } from '@mantine/core'
import { Link } from 'react-router'
import { usePathsAnywhere } from '#shared/scope'
import { t } from '#ui/i18n'
import { TaskLine } from './task-line.tsx'
import type { Task } from './tasks-query.ts'

interface TaskPanelProps {
  tasks: readonly Task[]
  state: 'pending' | 'failed' | 'read'
  /** The tasks that have failed and that nobody has seen since. */
  unseen: readonly string[]
  onClose: () => void
}

/** How far each thing that I have asked for has come. */
export function TaskPanel({ tasks, state, unseen, onClose }: TaskPanelProps) {
  const paths = usePathsAnywhere()
  return (
    <div className="tasks-panel">
      <div className="tasks-head">
        <h2>{t('Tasks of the last 24 hours')}</h2>
        <CloseButton aria-label={t('Close')} onClick={onClose} />
      </div>
      {tasks.length === 0 ? (
        <p className="nothing">
          {state === 'pending'
            ? t('Loading…')
            : state === 'failed'
              ? t('The tasks could not be read.')
              : t('Nothing yet. What you ask for is shown here, from any page and any device.')}
        </p>
      ) : (
        <ul className="tasks-list" aria-label={t('Tasks')}>
          {tasks.map((task) => (
            <TaskLine key={task.id} task={task} isNew={unseen.includes(task.id)} onFollow={onClose} />
          ))}
        </ul>
      )}
      {paths && (
        <div className="tasks-foot">
          <Link to={paths.activity()} className="link" onClick={onClose}>
            {t('Activity of everybody')}
          </Link>
        </div>
      )}
    </div>
  )
}
