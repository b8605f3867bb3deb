import { Button, Skeleton } from '@mantine/core'
import { IconChartLine } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Chart } from '#ui/chart'
import type { ChartLine, ChartProps } from '#ui/chart-parts'
import { EmptyState } from '#ui/empty-state'
import { ErrorNotice } from '#ui/error-notice'
import { formatByteRate, formatMb } from '#ui/format'
import { t } from '#ui/i18n'
import { RelativeTime } from '#ui/relative-time'
import { RefusalError } from './bff.ts'

/** What was measured over a span of time, as the cloud says it; all times are seconds since 1970. */
export interface Measured<Name extends string> {
  times: readonly number[]
  start: number
  end: number
  step: number
  average: Readonly<Record<Name, (number | null)[]>>
  maximum: Readonly<Record<Name, (number | null)[]>>
}

interface MetricsChartsProps {
  /** None yet while they are loaded. Give it charts that stay the same between renderings. */
  charts: readonly ChartProps[] | undefined
  error: Error | null
  onRetry: () => void
  /** When the first sample comes, for what has none. */
  whenEmpty: string
}

/** Charts as they are, while they are loaded, when that fails, and before there is anything to draw. */
export function MetricsCharts({ charts, error, onRetry, whenEmpty }: MetricsChartsProps) {
  return (
    <>
      {error && (
        <ErrorNotice
          title={charts ? t('The metrics could not be updated') : t('The metrics could not be loaded')}
          error={error instanceof RefusalError ? error : { message: error.message }}
        >
          <Button size="xs" variant="default" onClick={onRetry}>
            {t('Try again')}
          </Button>
        </ErrorNotice>
      )}
      {charts ? <Charts charts={charts} whenEmpty={whenEmpty} /> : !error && <LoadingCharts />}
    </>
  )
}

function Charts({ charts, whenEmpty }: { charts: readonly ChartProps[]; whenEmpty: string }) {
  if (charts.every(({ times }) => times.length === 0))
    return (
      <div className="card">
        <EmptyState icon={<IconChartLine />} title={t('No metrics yet')} text={whenEmpty} />
      </div>
    )
  return (
    <div className="charts">
      {charts.map((chart) => (
        <Chart key={chart.title} {...chart} />
      ))}
    </div>
  )
}

function LoadingCharts() {
  return (
    <div className="charts" aria-busy>
      <output className="visually-hidden">{t('Loading…')}</output>
      {Array.from({ length: 4 }, (_, index) => (
        <div className="chart" key={index} aria-hidden>
          <Skeleton height={20} width={120} mb={24} />
          <Skeleton height={120} />
        </div>
      ))}
    </div>
  )
}

/** When it was measured last, and if that is long ago why. */
export function MeasuredAt({ metrics, why }: { metrics: Measured<string>; why: ReactNode }) {
  const { times, end, step } = metrics
  const last = times.at(-1)
  if (last === undefined) return null
  const isFresh = end - last <= Math.max(90, 2 * step)
  return (
    <span className="dimmed chart-at">
      {t('Measured')} <RelativeTime at={new Date(Math.min(end, isFresh ? last + step : last) * 1000).toISOString()} />
      {!isFresh && <> · {why}</>}
    </span>
  )
}

/** The lines of charts: `line` of one figure; `withPeaks` adds to a line how high it went where it is of averages. */
export function linesOf<Name extends string>({ average, maximum, step }: Measured<Name>) {
  const isAveraged = step >= 300
  return {
    line: (label: string, tone: 0 | 1, name: Name): ChartLine => ({
      label,
      tone,
      values: average[name],
      peaks: maximum[name],
    }),
    withPeaks: (only: ChartLine): ChartLine[] => [
      only,
      ...(isAveraged ? [{ label: t('Maximum'), tone: only.tone, values: only.peaks!, isPeak: true }] : []),
    ],
  }
}

/** The span of time that the charts of a page have in common. */
type Common = Pick<ChartProps, 'times' | 'start' | 'end' | 'step' | 'sync'>

const bytes = { least: 1024, base: 1024, format: formatByteRate } as const

/** The memory in use, of `ramMb` in all. */
export function memoryChart(metrics: Measured<'memory_mb'>, common: Common, ramMb: number): ChartProps {
  const { line, withPeaks } = linesOf(metrics)
  return {
    ...common,
    title: t('Memory'),
    beside: t('of {{size}}', { size: formatMb(ramMb) }),
    lines: withPeaks(line(t('Memory'), 0, 'memory_mb')),
    least: ramMb,
    base: 1024,
    format: formatMb,
  }
}

/** What was read from disks and written to them. */
export function diskThroughputChart(
  metrics: Measured<'disk_read_bytes_rate' | 'disk_write_bytes_rate'>,
  common: Common,
): ChartProps {
  const { line } = linesOf(metrics)
  return {
    ...common,
    ...bytes,
    title: t('Disk throughput'),
    lines: [line(t('Read'), 0, 'disk_read_bytes_rate'), line(t('Written'), 1, 'disk_write_bytes_rate')],
  }
}

/** What came over networks and went. */
export function networkThroughputChart(
  metrics: Measured<'rx_bytes_rate' | 'tx_bytes_rate'>,
  common: Common,
): ChartProps {
  const { line } = linesOf(metrics)
  return {
    ...common,
    ...bytes,
    title: t('Network throughput'),
    lines: [line(t('Received'), 0, 'rx_bytes_rate'), line(t('Sent'), 1, 'tx_bytes_rate')],
  }
}
