import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { saveFile } from '#ui/save-file'
import { RefusalError } from '#shared/bff'
import { useBff, usePaths, useScope } from '#shared/scope'
import { ActionButton } from '#ui/action-button'
import { type Column, DataTable } from '#ui/data-table'
import { dateIn } from '#ui/days'
import { EmptyState } from '#ui/empty-state'
import { ErrorNotice } from '#ui/error-notice'
import { formatGb, formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'
import { Loading } from '#ui/loading'
import { NameLink } from '#ui/name-link'
import { PageHeader } from '#ui/page-header'
import { RelativeTime } from '#ui/relative-time'
import { Section } from '#ui/section'
import { showRefusal } from '#ui/show-refusal'
import type { Period } from './period.ts'
import { UsageCharts } from './usage-charts.tsx'
import { daysCsv, inUtc, memoryGbHours, serversCsv, vcpuHours } from './usage-csv.ts'
import { readAllServers, type ServerUsage, type UsageDay, usageDaysQuery, usageServersQuery } from './usage-query.ts'
import { NoPeriod, usePeriod } from './use-period.tsx'
import './usage.css'

/** What the servers of the project have used in a period: in all, by the day, and each. */
export default function UsagePage() {
  const scope = useScope()
  if (scope.kind === 'admin') throw new Error('This page is about one project.')
  return (
    <>
      <PageHeader title={t('Usage')} below={t('What servers were promised, deleted ones included.')} />
      <UsageOf project={scope} />
    </>
  )
}

/** A project as its usage needs to know it. */
interface Project {
  id: string
  name: string
}

/** What the servers of a project have used in the period that is chosen. */
export function UsageOf({ project }: { project: Project }) {
  const { period, zone, choice } = usePeriod()
  return (
    <>
      <div className="usage-period">{choice}</div>
      {period ? <UsageIn project={project} period={period} zone={zone} /> : <NoPeriod />}
    </>
  )
}

interface UsageInProps {
  project: Project
  period: Period
  zone: string
}

function UsageIn({ project, period, zone }: UsageInProps) {
  const bff = useBff()
  const days = useQuery(usageDaysQuery(bff, project.id, period, zone))
  const servers = useServers(project.id, period)
  const file = (what: string) =>
    `${project.name}-${what}-${dateIn(period.start, zone)}-${dateIn(new Date(period.stop.getTime() - 1), zone)}.csv`
  const csv = useMutation({
    mutationFn: () => readAllServers(bff, project.id, period),
    onSuccess: (servers) => saveFile(file('servers'), 'text/csv', serversCsv(servers, period)),
    onError: (error) => showRefusal(t('The file could not be made'), error),
  })
  return (
    <div className="stack">
      <Section
        title={t('By day')}
        surface="none"
        beside={
          <CsvButton
            label={t('CSV of the days')}
            isBusy={days.isPending}
            refusal={days.data ? undefined : days.error?.message}
            onClick={() => days.data && saveFile(file('days'), 'text/csv', daysCsv(days.data))}
          />
        }
      >
        {days.error && <Failure error={days.error} onRetry={() => void days.refetch()} />}
        {days.data ? (
          <>
            <Totals days={days.data} />
            <UsageCharts days={days.data} />
          </>
        ) : (
          !days.error && <Loading />
        )}
      </Section>
      <Section
        title={t('By server')}
        surface="none"
        beside={
          <CsvButton
            label={t('CSV of the servers')}
            isBusy={csv.isPending || servers.page.isPending}
            refusal={servers.page.error?.message}
            onClick={() => csv.mutate()}
          />
        }
      >
        <Servers {...servers} />
      </Section>
    </div>
  )
}

interface CsvButtonProps {
  label: string
  isBusy: boolean
  /** Why what is to be in the file could not be read. */
  refusal: string | undefined
  onClick: () => void
}

function CsvButton({ label, isBusy, refusal, onClick }: CsvButtonProps) {
  return (
    <ActionButton
      size="xs"
      variant="default"
      leftSection={<IconDownload size={14} aria-hidden />}
      loading={isBusy}
      refusal={refusal}
      onClick={onClick}
    >
      {label}
    </ActionButton>
  )
}

function Failure({ error, onRetry }: { error: Error; onRetry: () => void }) {
  return (
    <ErrorNotice
      title={t('A part of this could not be loaded')}
      error={error instanceof RefusalError ? error : { message: error.message }}
    >
      <Button size="xs" variant="default" mt="xs" onClick={onRetry}>
        {t('Try again')}
      </Button>
    </ErrorNotice>
  )
}

const oneDecimal = (value: number) => formatNumber(Math.round(value * 10) / 10)

function Totals({ days }: { days: readonly UsageDay[] }) {
  const sum = (of: (day: UsageDay) => number) => days.reduce((all, day) => all + of(day), 0)
  const totals = [
    [t('Server hours'), oneDecimal(sum(({ hours }) => hours))],
    [t('vCPU hours'), oneDecimal(sum(({ vcpu_hours: hours }) => hours))],
    [t('Memory'), t('{{amount}} GB hours', { amount: oneDecimal(sum(({ memory_mb_hours: hours }) => hours) / 1024) })],
    [t('Disk'), t('{{amount}} GB hours', { amount: oneDecimal(sum(({ disk_gb_hours: hours }) => hours)) })],
  ]
  return (
    <dl className="usage-totals" aria-label={t('Totals')}>
      {totals.map(([label, value]) => (
        <div key={label} className="card count">
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** The page of servers that the address names, and the pages that one came by, each with its own marker: the API only leads forwards. */
function useServers(projectId: string, period: Period) {
  const trail = useSearchParams()[0].getAll('marker')
  const page = useQuery(usageServersQuery(useBff(), projectId, period, trail.at(-1) ?? null))
  return { trail, page }
}

function Servers({ trail, page: { data, error, refetch } }: ReturnType<typeof useServers>) {
  const [search] = useSearchParams()
  const pageAt = (markers: readonly string[]) => {
    const next = new URLSearchParams(search)
    next.delete('marker')
    for (const each of markers) next.append('marker', each)
    return `?${next}`
  }
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (!data) return <Loading />
  return (
    <>
      <DataTable
        label={t('Usage by server')}
        rows={data.servers}
        columns={columns}
        rowKey={(server) => server.instance_id}
        whenEmpty={<EmptyState title={t('No server ran in this period')} />}
      />
      {(trail.length > 0 || data.next !== null) && (
        <nav className="usage-pages" aria-label={t('Pages')}>
          {trail.length > 0 && (
            <LinkButton to={pageAt(trail.slice(0, -1))} size="xs" variant="default">
              {t('Previous page')}
            </LinkButton>
          )}
          {data.next !== null && (
            <LinkButton to={pageAt([...trail, data.next])} size="xs" variant="default">
              {t('Next page')}
            </LinkButton>
          )}
        </nav>
      )}
    </>
  )
}

const columns: Column<ServerUsage>[] = [
  { header: t('Server'), cell: (server) => <ServerName server={server} /> },
  { header: t('Flavor'), hideOn: 'narrow', cell: ({ flavor }) => flavor },
  { header: t('Hours'), align: 'right', cell: ({ hours }) => oneDecimal(hours) },
  { header: t('vCPU hours'), align: 'right', cell: (server) => oneDecimal(vcpuHours(server)) },
  {
    header: t('Memory, GB hours'),
    align: 'right',
    hideOn: 'narrow',
    cell: (server) => oneDecimal(memoryGbHours(server)),
  },
  {
    header: t('Disk, GB hours'),
    align: 'right',
    hideOn: 'medium',
    cell: ({ hours, local_gb: gb }) => <span title={formatGb(gb)}>{oneDecimal(hours * gb)}</span>,
  },
  { header: t('Started'), hideOn: 'medium', cell: ({ started_at: at }) => <RelativeTime at={inUtc(at)} /> },
  {
    header: t('Ended'),
    hideOn: 'narrow',
    cell: ({ ended_at: at }) => (at ? <RelativeTime at={inUtc(at)} /> : t('still running')),
  },
]

function ServerName({ server: { instance_id: id, name, ended_at: endedAt } }: { server: ServerUsage }) {
  const paths = usePaths()
  return endedAt ? (
    <span className="clip usage-name" title={t('{{name}}, deleted', { name })}>
      <s>{name}</s>
    </span>
  ) : (
    <span className="usage-name">
      <NameLink to={paths.server(id)} name={name} />
    </span>
  )
}
