import { lazy, memo, Suspense, useMemo, useState } from 'react'
import { isLate, summaryOf, type ChartLine, type ChartProps } from './chart-parts.ts'
import { formatExact } from './format.ts'
import { t } from './i18n.ts'
import './chart.css'

const ChartCanvas = memo(lazy(() => import('./chart-canvas.tsx')))

const dash = '—'

/**
 * A strip of lines over time. Beside its title stands in words what the lines show, now or under the pointer; the values are in a table for
 * whoever unfolds it. Give it values that stay the same between renderings.
 */
export function Chart(props: ChartProps) {
  const { title, times, lines, format, beside } = props
  const [point, setPoint] = useState<number | null>(null)
  const told = lines.filter(({ isPeak }) => !isPeak)
  const shown = (value: number | null | undefined) => (value === null || value === undefined ? dash : format(value))
  const at = point === null ? undefined : times[point]
  return (
    <section className="chart" aria-label={title}>
      <div className="chart-head">
        <h2>{title}</h2>
        {beside && <span className="dimmed">{beside}</span>}
        <span className="chart-at" aria-hidden>
          {at !== undefined && formatExact(new Date(at * 1000))}
        </span>
      </div>
      <ul className="chart-words">
        {told.map((line) => (
          <ChartWords
            key={line.label}
            line={line}
            isOnly={told.length === 1}
            isLate={isLate(times, props)}
            point={at === undefined ? null : point}
            shown={shown}
          />
        ))}
      </ul>
      <Suspense fallback={<div className="chart-canvas" aria-busy />}>
        <ChartCanvas {...props} onPoint={setPoint} />
      </Suspense>
      <ChartTable title={title} times={times} lines={told} shown={shown} />
    </section>
  )
}

interface ChartWordsProps {
  line: ChartLine
  isOnly: boolean
  isLate: boolean
  point: number | null
  shown: (value: number | null | undefined) => string
}

/** A line in words: its key, its value now or under the pointer, its average and its maximum. */
function ChartWords({ line, isOnly, isLate: late, point, shown }: ChartWordsProps) {
  const { label, values, peaks, tone } = line
  const { now, average, maximum } = useMemo(() => summaryOf(values, peaks, late), [values, peaks, late])
  return (
    <li>
      <i className="chart-key" data-tone={tone} aria-hidden />
      <span className={isOnly ? 'visually-hidden' : undefined}>{label}</span>
      <b className="chart-now">{point === null ? shown(now) : shown(values[point])}</b>
      <span className="dimmed">{t('average {{value}}', { value: shown(average) })}</span>
      <span className="dimmed">{t('maximum {{value}}', { value: shown(maximum) })}</span>
    </li>
  )
}

/** All values as a table, which is made only once somebody wants it. */
function ChartTable({
  title,
  times,
  lines,
  shown,
}: Pick<ChartProps, 'title' | 'times' | 'lines'> & Pick<ChartWordsProps, 'shown'>) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details className="chart-table" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        {t('Values as a table')}
        <span className="visually-hidden">: {title}</span>
      </summary>
      {isOpen && (
        <section
          className="chart-rows"
          aria-label={t('Values: {{title}}', { title })}
          // A scrollable area must be reachable by keyboard.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
        >
          <table aria-label={title}>
            <thead>
              <tr>
                <th scope="col">{t('Time')}</th>
                {lines.map(({ label }) => (
                  <th scope="col" key={label} className="figure">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {times
                .map((at, index) => (
                  <tr key={at}>
                    <td>{formatExact(new Date(at * 1000))}</td>
                    {lines.map(({ label, values }) => (
                      <td key={label} className="figure">
                        {shown(values[index])}
                      </td>
                    ))}
                  </tr>
                ))
                .toReversed()}
            </tbody>
          </table>
        </section>
      )}
    </details>
  )
}
