import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useParams } from 'react-router'
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
import { formatPercent, perSecond } from '#ui/format'
import { t } from '#ui/i18n'
import { serverMetricsQuery, type ServerMetrics } from './server-metrics-query.ts'
import { serverQuery } from './server-query.ts'

export default function ServerMetricsTab() {
  const { id = '' } = useParams()
  const { data, error, refetch } = useQuery(serverMetricsQuery(useBff(), id, useMetricsRange()))
  const charts = useMemo(() => data && chartsOf(data), [data])
  return (
    <section aria-label={t('Metrics')}>
      <div className="section-head">
        <MetricsRangeControl />
        {data && <Freshness metrics={data} serverId={id} />}
      </div>
      <MetricsCharts
        charts={charts}
        error={error}
        onRetry={() => void refetch()}
        whenEmpty={t('The first sample comes within 30 seconds of the start of the server.')}
      />
    </section>
  )
}

function Freshness({ metrics, serverId }: { metrics: ServerMetrics; serverId: string }) {
  const { server } = useSuspenseQuery(serverQuery(useBff(), serverId)).data
  const isOn = server.powerState === running
  return <MeasuredAt metrics={metrics} why={isOn ? t('Its host has not reported since.') : t('The server is off.')} />
}

/** As Nova counts power states. */
const running = 1

/** The charts of a server, one for each kind of figure. */
function chartsOf(metrics: ServerMetrics): ChartProps[] {
  const { times, start, end, step, vcpus, ram_mb } = metrics
  const common = { times, start, end, step, sync: 'server-metrics' }
  const { line, withPeaks } = linesOf(metrics)
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
    memoryChart(metrics, common, ram_mb),
    diskThroughputChart(metrics, common),
    {
      ...common,
      title: t('Disk requests'),
      lines: [line(t('Reads'), 0, 'disk_read_requests_rate'), line(t('Writes'), 1, 'disk_write_requests_rate')],
      least: 1,
      base: 10,
      format: perSecond,
    },
    networkThroughputChart(metrics, common),
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
