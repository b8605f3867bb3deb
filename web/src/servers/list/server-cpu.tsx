import { useQuery } from '@tanstack/react-query'
import { useBff } from '#shared/scope'
import { formatPercent } from '#ui/format'
import { t } from '#ui/i18n'
import { Sparkline } from '#ui/sparkline'
import { latestMetricsQuery } from './latest-metrics.ts'

/** How busy a server's vCPUs are: a line of the last hour and the percentage now. All cells of a page ask in one request. */
export function ServerCpu({ serverId }: { serverId: string }) {
  const { data } = useQuery(latestMetricsQuery(useBff(), serverId))
  if (data === undefined) return null
  const percent = data?.cpu_percent ?? null
  if (data === null || (percent === null && data.cpu_percent_hour.every((value) => value === null)))
    return <span className="dimmed">—</span>
  return (
    <span className="server-cpu" title={t('CPU of the last hour')}>
      <Sparkline values={data.cpu_percent_hour} maximum={100} width={48} />
      {percent === null ? <span className="dimmed">—</span> : <span>{formatPercent(Math.round(percent) / 100)}</span>}
    </span>
  )
}
