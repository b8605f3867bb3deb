import './gantt.css'
import { formatDuration } from './format.ts'
import { spans, type GanttStep } from './gantt-spans.ts'
import { t } from './i18n.ts'
import { useNow } from './relative-time.tsx'
import { Mark } from './outcome.tsx'
import { outcomeWords } from './outcome-words.ts'

interface GanttProps {
  /** The name of the table for screen readers. */
  label: string
  steps: readonly GanttStep[]
  /** When the whole began. */
  from: string
  /** When it ended; null while it runs. */
  to: string | null
}

/**
 * Steps as bars on one axis of time. It is a table, whose rows say in words what the bars show: the bars are for the eye alone. A step
 * that is under way grows.
 */
export function Gantt({ label, steps, from, to }: GanttProps) {
  return to === null ? (
    <Growing {...{ label, steps, from }} />
  ) : (
    <Bars {...{ label, steps, from, to: Date.parse(to) }} />
  )
}

function Growing(props: Omit<GanttProps, 'to'>) {
  return <Bars {...props} to={useNow(500).getTime()} />
}

function Bars({ label, steps, from, to }: Omit<GanttProps, 'to'> & { to: number }) {
  const { bars, totalMs } = spans(steps, Date.parse(from), to)
  const hasHosts = steps.some(({ host }) => host)
  const columns = hasHosts ? 4 : 3
  return (
    <table className="gantt" aria-label={label}>
      <thead>
        <tr>
          <th className="gantt-step">{t('Step')}</th>
          <th aria-hidden>
            <span className="gantt-axis">
              <span>0</span>
              <span>{formatDuration(totalMs)}</span>
            </span>
          </th>
          {hasHosts && <th className="gantt-host">{t('Host')}</th>}
          <th className="gantt-time">{t('Took')}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map(({ step, left, width, ms }) => [
          <tr key={step.name}>
            <td className="gantt-step">
              <span className="status">
                <Mark outcome={step.outcome} />
                {step.label}
                <span className="visually-hidden">, {outcomeWords[step.outcome]}</span>
              </span>
            </td>
            <td aria-hidden>
              <div className="gantt-track">
                <div
                  className="gantt-bar"
                  data-outcome={step.outcome}
                  title={`${step.label}: ${formatDuration(ms)}`}
                  style={{ left: `${left}%`, width: `${width}%` }}
                />
              </div>
            </td>
            {hasHosts && <td className="gantt-host mono">{step.host || '—'}</td>}
            <td className="gantt-time figure">{formatDuration(ms)}</td>
          </tr>,
          step.details && (
            <tr key={`${step.name} details`} className="gantt-details">
              <td colSpan={columns}>
                <pre>{step.details}</pre>
              </td>
            </tr>
          ),
        ])}
      </tbody>
    </table>
  )
}
