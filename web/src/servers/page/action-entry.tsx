import './action-entry.css'
import type { ActivityStepView, ActivityView } from '@kilonova/compute-core/api/kilonova/activity/activity-schema'
import { IconChevronRight } from '@tabler/icons-react'
import { useId, useState } from 'react'
import { actionWord } from '#shared/action-words'
import { stepWord } from '#shared/step-words'
import { CopyButton } from '#ui/copy-button'
import { Gantt } from '#ui/gantt'
import type { GanttStep } from '#ui/gantt-spans'
import { t } from '#ui/i18n'
import { RelativeTime } from '#ui/relative-time'
import { Duration, Mark } from '#ui/outcome'
import { outcomeWords } from '#ui/outcome-words'

interface ActionEntryProps {
  action: ActivityView
  isOpenAtFirst: boolean
}

/** One action on one line: what, who, when, how long and how it went; opened, its steps on one axis of time. */
export function ActionEntry({ action, isOpenAtFirst }: ActionEntryProps) {
  const [isOpen, setOpen] = useState(isOpenAtFirst)
  const body = useId()
  const title = actionWord(action.action)
  return (
    <article aria-label={`${title}, ${outcomeWords[action.outcome]}`}>
      <div className="action-head">
        <button
          type="button"
          className="action-toggle"
          aria-expanded={isOpen}
          aria-controls={body}
          onClick={() => setOpen(!isOpen)}
        >
          <IconChevronRight size={14} className="action-chevron" aria-hidden />
          <Mark outcome={action.outcome} />
          <h2>{title}</h2>
          <span className="visually-hidden">, {outcomeWords[action.outcome]}, </span>
          <span className="dimmed">
            {t('by {{who}}', { who: action.user_name ?? `${action.user_id.slice(0, 8)}…` })}
          </span>
          <span className="dimmed">
            <RelativeTime at={action.start_time} />
          </span>
          {action.outcome === 'running' && action.steps_total !== null && (
            <span className="dimmed">
              {t('step {{nth}} of {{total}}', { nth: nthStep(action), total: action.steps_total })}
            </span>
          )}
          <span className="action-took figure">
            <Duration from={action.start_time} to={action.finish_time} />
          </span>
        </button>
        <CopyButton value={action.request_id} label={t('Copy request ID')} />
      </div>
      <div id={body} className="action-body" hidden={!isOpen}>
        {action.message && <p className="action-reason break">{action.message}</p>}
        {action.steps.length > 0 ? (
          <Gantt
            label={t('Steps of {{action}}', { action: title })}
            from={action.start_time}
            to={action.finish_time}
            steps={action.steps.map(ganttStep)}
          />
        ) : (
          <p className="nothing">{t('It had no steps.')}</p>
        )}
      </div>
    </article>
  )
}

const nthStep = ({ steps, steps_total: total }: ActivityView): number =>
  Math.min(steps.filter(({ finish_time }) => finish_time !== null).length + 1, total ?? 1)

const ganttStep = (step: ActivityStepView): GanttStep => ({
  name: step.event,
  label: stepWord(step.event),
  startedAt: step.start_time,
  finishedAt: step.finish_time,
  outcome: step.finish_time === null ? 'running' : step.result === 'Error' ? 'failed' : 'done',
  host: step.host,
  details: step.traceback ?? step.details,
})
