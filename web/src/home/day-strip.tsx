import { IconX } from '@tabler/icons-react'
import type { Home } from '#shared/bff'
import { formatDay, formatNumber } from '#ui/format'
import { t } from '#ui/i18n'

type Day = NonNullable<Home['activity']['value']>[number]

/** A bar for each day: what was done, and on top of it what failed. */
export function DayStrip({ days }: { days: readonly Day[] }) {
  const most = Math.max(1, ...days.map(({ done, failed, running }) => done + failed + running))
  const height = (count: number) => ({ height: `${(count / most) * 100}%` })
  return (
    <ol className="day-strip">
      {days.map(({ date, start, done, failed, running }) => (
        <li key={date} title={inWords({ done, failed, running })}>
          <span className="day-bar" aria-hidden>
            <i data-what="failed" style={height(failed)} />
            <i data-what="running" style={height(running)} />
            <i data-what="done" style={height(done)} />
          </span>
          <span>{formatDay(new Date(start))}</span>
          <span className="visually-hidden">: {inWords({ done, failed, running })}</span>
          <span className="day-count" aria-hidden>
            {formatNumber(done + failed + running)}
            {failed > 0 && (
              <span data-bad>
                <span className="day-long">{t('{{count}} failed', { count: failed })}</span>
                <span className="day-short">
                  <IconX size={12} /> {formatNumber(failed)}
                </span>
              </span>
            )}
          </span>
        </li>
      ))}
    </ol>
  )
}

const inWords = ({ done, failed, running }: Pick<Day, 'done' | 'failed' | 'running'>) =>
  t('{{done}} done, {{failed}} failed, {{running}} under way', {
    done: formatNumber(done),
    failed: formatNumber(failed),
    running: formatNumber(running),
  })
