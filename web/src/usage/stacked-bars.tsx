import type { ReactNode } from 'react'
import { useState } from 'react'
import { t } from '#ui/i18n'
import '../ui/chart.css'

/** One part of every bar. */
export interface BarPart {
  key: string
  /** What it is, in text. */
  label: string
  /** What stands for it in the key below the bars: a link. */
  name: ReactNode
  /** One for each bar. */
  amounts: readonly number[]
  /** Its colour; the rest of all is grey. */
  tone: number | 'rest'
}

interface StackedBarsProps {
  title: string
  /** What stands below each bar. */
  bars: readonly string[]
  parts: readonly BarPart[]
  format: (amount: number) => string
}

/** Bars over time that consist of parts, with a key that has their sums, and all figures as a table for whoever unfolds it. */
export function StackedBars({ title, bars, parts, format }: StackedBarsProps) {
  const sums = bars.map((_, index) => parts.reduce((sum, { amounts }) => sum + (amounts[index] ?? 0), 0))
  const top = roundAbove(Math.max(...sums, 0))
  const share = (amount: number) => `${(amount / top) * 100}%`
  return (
    <section className="stack-chart" aria-label={title}>
      <div className="stack-plot" aria-hidden>
        <span className="stack-top">{format(top)}</span>
        <div className="stack-bars">
          {bars.map((bar, index) => (
            <div key={bar} className="stack-bar" title={`${bar} · ${format(sums[index]!)}`}>
              {parts.map(({ key, tone, amounts }) => (
                <span key={key} data-tone={tone} style={{ height: share(amounts[index] ?? 0) }} />
              ))}
            </div>
          ))}
        </div>
        <div className="stack-axis">
          <span>{bars[0]}</span>
          {bars.length > 2 && <span>{bars[Math.floor((bars.length - 1) / 2)]}</span>}
          {bars.length > 1 && <span>{bars.at(-1)}</span>}
        </div>
      </div>
      <ul className="stack-key" aria-label={t('Key')}>
        {parts.map(({ key, name, tone, amounts }) => (
          <li key={key}>
            <i data-tone={tone} aria-hidden />
            <span className="stack-name">{name}</span>
            <b>{format(amounts.reduce((sum, amount) => sum + amount, 0))}</b>
          </li>
        ))}
      </ul>
      <Figures title={title} bars={bars} parts={parts} format={format} />
    </section>
  )
}

/** All values as a table, which is made only once somebody wants it. */
function Figures({ title, bars, parts, format }: StackedBarsProps) {
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
                {parts.map(({ key, label }) => (
                  <th scope="col" key={key} className="figure">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {bars.map((bar, index) => (
                <tr key={bar}>
                  <td>{bar}</td>
                  {parts.map(({ key, amounts }) => (
                    <td key={key} className="figure">
                      {format(amounts[index] ?? 0)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </details>
  )
}

/** The next round figure from an amount on: 1, 2 or 5 with zeros. */
export function roundAbove(amount: number): number {
  if (amount <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(amount))
  return ([1, 2, 5].find((digit) => digit * power >= amount) ?? 10) * power
}
