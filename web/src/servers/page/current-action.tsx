import './action-entry.css'
import { actionWord } from '#shared/action-words'
import type { ServerAction } from '#shared/bff'
import { stepWord } from '#shared/step-words'
import { CopyButton } from '#ui/copy-button'
import { Gantt } from '#ui/gantt'
import { t } from '#ui/i18n'
import { PersonName } from '#ui/name-of'
import { Duration, Mark } from '#ui/outcome'
import { RelativeTime } from '#ui/relative-time'
import { Section } from '#ui/section'

/** What is being done to a server now: who asked for it, how long ago, and how far it has come. */
export function CurrentAction({ action }: { action: ServerAction }) {
  const title = actionWord(action.action)
  return (
    <Section
      title={t('Under way')}
      beside={
        <span className="current-request">
          <span className="mono">{action.requestId}</span>
          <CopyButton value={action.requestId} label={t('Copy request ID')} />
        </span>
      }
    >
      <div className="current-action">
        <Mark outcome={action.outcome} />
        <b>{title}</b>
        <PersonName id={action.userId} name={action.by} />
        <span className="dimmed">
          <RelativeTime at={action.startedAt} />
        </span>
        <span className="action-took figure">
          <Duration from={action.startedAt} to={action.finishedAt} />
        </span>
      </div>
      {action.message && <p className="action-reason break">{action.message}</p>}
      {action.steps.length > 0 && (
        <Gantt
          label={t('Steps of {{action}}', { action: title })}
          from={action.startedAt}
          to={action.finishedAt}
          steps={action.steps.map((step) => ({ ...step, label: stepWord(step.name), host: step.host ?? undefined }))}
        />
      )}
    </Section>
  )
}
