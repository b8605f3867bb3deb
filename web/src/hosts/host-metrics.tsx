import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import {
  diskThroughputChart,
  linesOf,
  MeasuredAt,
  memoryChart,
  MetricsCharts,
  networkThroughputChart,
} from '#shared/metrics-charts'
import { MetricsRangeControl, useMetricsRange } from '#shared/metrics-range'
import { useBff } from '#shared/scope'
import type { ChartProps } from '#ui/chart-parts'
import { formatGb, formatNumber, formatPercent } from '#ui/format'
import { t } from '#ui/i18n'
import { Section } from '#ui/section'
import { hostMetricsQuery, type HostMetrics } from './host-queries.ts'

/** How much of a host was in use over time, by its servers and by itself. */
export function HostMetricsSection({ name }: { name: string }) {
  const { data, error, refetch } = useQuery(hostMetricsQuery(useBff(), name, useMetricsRange()))
  const charts = useMemo(() => data && chartsOf(data), [data])
  return (
    <Section
      title={t('Metrics')}
      surface="none"
      beside={
        <span className="host-metrics-head">
          {data && <MeasuredAt metrics={data} why={t('The host has not reported since.')} />}
          <MetricsRangeControl />
        </span>
      }
    >
      <MetricsCharts
        charts={charts}
        error={error}
        onRetry={() => void refetch()}
        whenEmpty={data ? whenFirst(data) : ''}
      />
    </Section>
  )
}

const whenFirst = ({ interval }: HostMetrics) =>
  interval === 0
    ? t('Metrics are turned off (metrics_interval is 0).')
    : t('The first sample comes within {{count}} seconds of the start of its agent.', { count: interval })

/** The charts of a host, one for each kind of figure. */
function chartsOf(metrics: HostMetrics): ChartProps[] {
  const { times, start, end, step, cpus, ram_mb, disk_gb } = metrics
  const common = { times, start, end, step, sync: 'host-metrics' }
  const { line, withPeaks } = linesOf(metrics)
  return [
    {
      ...common,
      title: t('CPU'),
      beside: t('of {{count}} CPUs', { count: cpus }),
      lines: [...withPeaks(line(t('In use'), 0, 'cpu_percent')), line(t('I/O wait'), 1, 'iowait_percent')],
      least: 100,
      base: 10,
      format: (percent) => formatPercent(percent / 100),
    },
    {
      ...common,
      title: t('Load'),
      beside: t('processes that run or wait, for {{count}} CPUs', { count: cpus }),
      lines: withPeaks(line(t('Load'), 0, 'load')),
      least: 1,
      base: 10,
      format: formatNumber,
    },
    memoryChart(metrics, common, ram_mb),
    {
      ...common,
      title: t('Disk'),
      beside: t('of {{size}}', { size: formatGb(disk_gb) }),
      lines: withPeaks(line(t('Disk'), 0, 'disk_gb')),
      least: disk_gb,
      base: 1024,
      format: formatGb,
    },
    diskThroughputChart(metrics, common),
    networkThroughputChart(metrics, common),
  ]
}
