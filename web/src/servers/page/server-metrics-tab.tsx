import { Button, SegmentedControl, Skeleton } from '@mantine/core'
import { IconChartLine } from '@tabler/icons-react'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useParams, useSearchParams } from 'react-router'
import { RefusalError } from '#shared/bff'
import { useBff } from '#shared/scope'
import { Chart } from '#ui/chart'
import type { ChartLine, ChartProps } from '#ui/chart-parts'
import { EmptyState } from '#ui/empty-state'
import { ErrorNotice } from '#ui/error-notice'
import { formatByteRate, formatMb, formatPercent, perSecond } from '#ui/format'
import { t } from '#ui/i18n'
import { RelativeTime } from '#ui/relative-time'
import { metricsRanges, serverMetricsQuery, type MetricsRange, type ServerMetrics } from './server-metrics-query.ts'
import { serverQuery } from './server-query.ts'

const rangeNames: Record<MetricsRange, string> = { '1h': t('1 hour'), '24h': t('24 hours'), '7d': t('7 days') }

/** The range in the address; what is none is the usual one. */
const rangeIn = (text: string | null): MetricsRange => metricsRanges.find((range) => range === text) ?? metricsRanges[0]

export default function ServerMetricsTab() {
  const { id = '' } = useParams()
  const [search, setSearch] = useSearchParams()
  const range = rangeIn(search.get('range'))
  const { data, error, refetch } = useQuery(serverMetricsQuery(useBff(), id, range))
  const choose = (chosen: string) =>
    setSearch(
      (before) => {
        if (chosen === metricsRanges[0]) before.delete('range')
        else before.set('range', chosen)
        return before
      },
      { replace: true },
    )
  return (
    <section aria-label={t('Metrics')}>
      <div className="section-head">
        <SegmentedControl
          aria-label={t('Time range')}
          size="xs"
          value={range}
          onChange={choose}
          data={metricsRanges.map((value) => ({ value, label: rangeNames[value] }))}
        />
        {data && <Freshness metrics={data} serverId={id} />}
      </div>
      {error && (
        <ErrorNotice
          title={data ? t('The metrics could not be updated') : t('The metrics could not be loaded')}
          error={error instanceof RefusalError ? error : { message: error.message }}
        >
          <Button size="xs" variant="default" onClick={() => void refetch()}>
            {t('Try again')}
          </Button>
        </ErrorNotice>
      )}
      {data ? <Charts metrics={data} /> : !error && <LoadingCharts />}
    </section>
  )
}

/** When it was measured last, and if that is long ago why. */
function Freshness({ metrics, serverId }: { metrics: ServerMetrics; serverId: string }) {
  const { server } = useSuspenseQuery(serverQuery(useBff(), serverId)).data
  const { times, end, step } = metrics
  const last = times.at(-1)
  if (last === undefined) return null
  const isFresh = end - last <= Math.max(90, 2 * step)
  const why = server.powerState === running ? t('Its host has not reported since.') : t('The server is off.')
  return (
    <span className="dimmed chart-at">
      {t('Measured')} <RelativeTime at={new Date(Math.min(end, isFresh ? last + step : last) * 1000).toISOString()} />
      {!isFresh && <> · {why}</>}
    </span>
  )
}

/** As Nova counts power states. */
const running = 1

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

function Charts({ metrics }: { metrics: ServerMetrics }) {
  const charts = useMemo(() => chartsOf(metrics), [metrics])
  if (metrics.times.length === 0)
    return (
      <div className="card">
        <EmptyState
          icon={<IconChartLine />}
          title={t('No metrics yet')}
          text={t('The first sample comes within 30 seconds of the start of the server.')}
        />
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

type Name = keyof ServerMetrics['average']

/** The charts of a server, one for each kind of figure. */
function chartsOf({ times, start, end, step, average, maximum, vcpus, ram_mb }: ServerMetrics): ChartProps[] {
  const common = { times, start, end, step, sync: 'server-metrics' }
  const isAveraged = step >= 300
  const line = (label: string, tone: 0 | 1, name: Name): ChartLine => ({
    label,
    tone,
    values: average[name],
    peaks: maximum[name],
  })
  const withPeaks = (only: ChartLine): ChartLine[] => [
    only,
    ...(isAveraged ? [{ label: t('Maximum'), tone: only.tone, values: only.peaks!, isPeak: true }] : []),
  ]
  const bytes = { least: 1024, base: 1024, format: formatByteRate } as const
  return [
    {
      ...common,
      title: t('CPU'),
      beside: t('of {{count}} vCPUs', { count: vcpus }),
      lines: withPeaks(line(t('CPU'), 0, 'cpu_percent')),
      least: 100,
      base: 10,
      format: (percent) => formatPercent(percent / 100),
    },
    {
      ...common,
      title: t('Memory'),
      beside: t('of {{size}}', { size: formatMb(ram_mb) }),
      lines: withPeaks(line(t('Memory'), 0, 'memory_mb')),
      least: ram_mb,
      base: 1024,
      format: formatMb,
    },
    {
      ...common,
      ...bytes,
      title: t('Disk throughput'),
      lines: [line(t('Read'), 0, 'disk_read_bytes_rate'), line(t('Written'), 1, 'disk_write_bytes_rate')],
    },
    {
      ...common,
      title: t('Disk requests'),
      lines: [line(t('Reads'), 0, 'disk_read_requests_rate'), line(t('Writes'), 1, 'disk_write_requests_rate')],
      least: 1,
      base: 10,
      format: perSecond,
    },
    {
      ...common,
      ...bytes,
      title: t('Network throughput'),
      lines: [line(t('Received'), 0, 'rx_bytes_rate'), line(t('Sent'), 1, 'tx_bytes_rate')],
    },
    {
      ...common,
      title: t('Network packets'),
      lines: [line(t('Received'), 0, 'rx_packets_rate'), line(t('Sent'), 1, 'tx_packets_rate')],
      least: 1,
      base: 10,
      format: perSecond,
    },
  ]
}
