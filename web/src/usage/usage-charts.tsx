import { useMemo } from 'react'
import { Chart } from '#ui/chart'
import type { ChartProps } from '#ui/chart-parts'
import { formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import type { UsageDay } from './usage-query.ts'

/** What was used on each day, a chart for each kind. */
export function UsageCharts({ days }: { days: readonly UsageDay[] }) {
  const charts = useMemo(() => chartsOf(days), [days])
  return (
    <div className="charts">
      {charts.map((chart) => (
        <Chart key={chart.title} {...chart} />
      ))}
    </div>
  )
}

const oneDecimal = (value: number) => formatNumber(Math.round(value * 10) / 10)
const daySeconds = 86_400

function chartsOf(days: readonly UsageDay[]): ChartProps[] {
  const times = days.map(({ start }) => Math.floor(Date.parse(start) / 1000))
  const common = {
    times,
    start: times[0] ?? 0,
    end: times.at(-1) ?? 0,
    step: daySeconds,
    least: 1,
    base: 10,
    format: oneDecimal,
    sync: 'usage',
  } as const
  const chart = (title: string, of: (day: UsageDay) => number): ChartProps => ({
    ...common,
    title,
    lines: [{ label: title, tone: 0, values: days.map(of) }],
  })
  return [
    chart(t('Servers'), ({ servers }) => servers),
    chart(t('vCPU hours'), ({ vcpu_hours: hours }) => hours),
    chart(t('Memory, GB hours'), ({ memory_mb_hours: hours }) => hours / 1024),
    chart(t('Disk, GB hours'), ({ disk_gb_hours: hours }) => hours),
  ]
}
