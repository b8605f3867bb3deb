import { usageKeys, type UsageMeasure, usageMeasures } from '@kilonova/compute-core/domain/quota/usage-keys'
import { SegmentedControl } from '@mantine/core'
import { IconChartHistogram } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import type { ListColumn, ListRequest } from '#list/descriptor'
import { ResourceList } from '#list/resource-list'
import { adminPaths } from '#shared/paths'
import { useBff } from '#shared/scope'
import { ErrorNotice } from '#ui/error-notice'
import { formatDay, formatNumber } from '#ui/format'
import { locale, t } from '#ui/i18n'
import { Loading } from '#ui/loading'
import { NameLink } from '#ui/name-link'
import { PageHeader } from '#ui/page-header'
import { Section } from '#ui/section'
import type { Period } from './period.ts'
import { type BarPart, StackedBars } from './stacked-bars.tsx'
import { type ProjectUsage, projectUsageQuery, usageByPeriodQuery } from './usage-query.ts'
import { NoPeriod, usePeriod } from './use-period.tsx'
import './usage.css'

const measures: Readonly<Record<UsageMeasure, string>> = {
  hours: t('Server hours'),
  vcpu_hours: t('vCPU hours'),
  memory_mb_hours: t('Memory, GB hours'),
  disk_gb_hours: t('Disk, GB hours'),
}

/** Memory is kept in MB and told in GB. */
const toldIn = (measure: UsageMeasure, amount: number) => (measure === 'memory_mb_hours' ? amount / 1024 : amount)

const rounded = (value: number, by = 10) => Math.round(value * by) / by
const oneDecimal = (value: number) => formatNumber(rounded(value))

const measureColumn = (measure: UsageMeasure): ListColumn<ProjectUsage> => ({
  id: measure,
  header: measures[measure],
  width: 130,
  align: 'right',
  sortKey: measure,
  cell: (usage) => (
    <>
      {oneDecimal(toldIn(measure, usage[measure]))} <span className="on-phones">{measures[measure]}</span>
    </>
  ),
  // A thousandth of an hour is four seconds.
  value: (usage) => rounded(toldIn(measure, usage[measure]), 1000),
})

const columns: readonly ListColumn<ProjectUsage>[] = [
  {
    id: 'project',
    header: t('Project'),
    width: 180,
    sortKey: 'name',
    cell: ({ project_id: id, project_name: name }) => <ProjectLink id={id} name={name} />,
    value: ({ project_id: id, project_name: name }) => name ?? id,
  },
  ...usageMeasures.map(measureColumn),
  {
    id: 'servers',
    header: t('Servers that ran'),
    width: 120,
    align: 'right',
    sortKey: 'servers',
    cell: ({ servers }) => formatNumber(servers),
    value: ({ servers }) => servers,
  },
  {
    id: 'now',
    header: t('Servers now'),
    width: 110,
    align: 'right',
    sortKey: 'servers_now',
    cell: ({ servers_now: servers }) => (
      <>
        {formatNumber(servers)} <span className="on-phones">{t('Servers now')}</span>
      </>
    ),
    value: ({ servers_now: servers }) => servers,
  },
  {
    id: 'domain',
    header: t('Domain'),
    width: 120,
    sortKey: 'domain',
    hidden: true,
    cell: ({ domain_name: domain }) => domain,
    value: ({ domain_name: domain }) => domain,
  },
  {
    id: 'id',
    header: t('Project ID'),
    width: 290,
    sortKey: 'id',
    hidden: true,
    cell: ({ project_id: id }) => <span className="mono">{id}</span>,
    value: ({ project_id: id }) => id,
  },
]

/** What a file tells beside the columns that are shown: which project it is, and for which time. */
const alsoInCsv = ({ start, stop }: Period): readonly ListColumn<ProjectUsage>[] => [
  ...columns.filter(({ id }) => id === 'domain' || id === 'id'),
  { id: 'start', header: t('Period start'), cell: () => null, value: () => start.toISOString() },
  { id: 'end', header: t('Period end'), cell: () => null, value: () => stop.toISOString() },
]

/** A project with the way to its usage in the same period; one that is gone has only an id. */
function ProjectLink({ id, name }: { id: string; name: string | null }) {
  const [search] = useSearchParams()
  const period = new URLSearchParams(
    ['period', 'since', 'until'].flatMap((key) => (search.has(key) ? [[key, search.get(key)!]] : [])),
  ).toString()
  if (name === null)
    return (
      <span className="mono" title={t('This project has been deleted.')}>
        {id}
      </span>
    )
  return <NameLink to={adminPaths.projectUsage(id) + (period && `?${period}`)} name={name} />
}

/** What the servers of all projects used in a period. */
export default function AllUsagePage() {
  const { period, zone, choice } = usePeriod()
  return (
    <>
      <PageHeader title={t('Usage')} below={t('What servers of all projects were promised, deleted ones included.')} />
      <div className="usage-period">{choice}</div>
      {period ? (
        <div className="stack">
          <UsageOverTime period={period} zone={zone} />
          <UsageByProject period={period} />
        </div>
      ) : (
        <NoPeriod />
      )}
    </>
  )
}

function UsageOverTime({ period, zone }: { period: Period; zone: string }) {
  const [search, setSearch] = useSearchParams()
  const measure = usageMeasures.find((one) => one === search.get('measure')) ?? 'vcpu_hours'
  const { data, error } = useQuery(usageByPeriodQuery(useBff(), period, measure, zone))
  const bars = useMemo(
    () => data?.starts.map((start) => barWords(new Date(start), data.step, zone)) ?? [],
    [data, zone],
  )
  const choose = (next: string) =>
    setSearch(
      (before) => {
        before.set('measure', next)
        return before
      },
      { replace: true },
    )
  return (
    <Section
      title={data?.step === 'month' ? t('By month') : t('By day')}
      beside={
        <SegmentedControl
          aria-label={t('What is added up')}
          size="xs"
          value={measure}
          onChange={choose}
          data={usageMeasures.map((value) => ({ value, label: measures[value] }))}
        />
      }
    >
      {error && <ErrorNotice title={t('A part of this could not be loaded')} error={error} />}
      {!data && !error && <Loading />}
      {data &&
        (data.projects.length === 0 ? (
          <p className="dimmed">{t('No server ran in this period')}</p>
        ) : (
          <StackedBars
            title={measures[measure]}
            bars={bars}
            parts={data.projects.map((project, index) => partOf(project, index, measure))}
            format={oneDecimal}
          />
        ))}
    </Section>
  )
}

interface ToldProject {
  project_id: string | null
  project_name: string | null
  amounts: readonly number[]
}

function partOf(
  { project_id: id, project_name: name, amounts }: ToldProject,
  index: number,
  measure: UsageMeasure,
): BarPart {
  const told = amounts.map((amount) => toldIn(measure, amount))
  if (id === null)
    return { key: 'others', label: t('Other projects'), name: t('Other projects'), amounts: told, tone: 'rest' }
  return { key: id, label: name ?? id, name: <ProjectLink id={id} name={name} />, amounts: told, tone: index }
}

const barWords = (start: Date, step: 'day' | 'month', zone: string) =>
  step === 'day'
    ? formatDay(start)
    : new Intl.DateTimeFormat(locale(), { month: 'short', year: 'numeric', timeZone: zone }).format(start)

function UsageByProject({ period }: { period: Period }) {
  const bff = useBff()
  return (
    <Section title={t('By project')} surface="none">
      <ResourceList
        name="usage"
        isPart
        title={t('Usage')}
        things={t('projects')}
        columns={columns}
        alsoInCsv={alsoInCsv(period)}
        rowKey={({ project_id: id }) => id}
        nameOf={({ project_id: id, project_name: name }) => name ?? id}
        defaultSort={[{ column: 'vcpu_hours', direction: 'desc' }]}
        keys={usageKeys}
        placeholder={t('Project, servers:>0 or now:0')}
        query={(request: ListRequest) => projectUsageQuery(bff, period, request)}
        open={({ project_id: id }) => adminPaths.projectUsage(id)}
        phone={{ beside: 'vcpu_hours', below: ['hours', 'now'] }}
        empty={{ icon: <IconChartHistogram />, title: t('No server ran in this period') }}
      />
    </Section>
  )
}
