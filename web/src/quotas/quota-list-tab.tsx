import { projectQuotaKeys } from '@kilonova/compute-core/domain/quota/project-quota-keys'
import { SegmentedControl } from '@mantine/core'
import { IconGauge } from '@tabler/icons-react'
import { useSearchParams } from 'react-router'
import type { ListColumn, ListRequest } from '#list/descriptor'
import { ResourceList } from '#list/resource-list'
import { adminPaths } from '#shared/paths'
import { useBff } from '#shared/scope'
import { levelOf } from '#ui/bars'
import { formatShare } from '#ui/format'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { limitsIn, type ProjectQuota, projectQuotasQuery } from './project-quota-query.ts'
import { QuotaCell } from './quota-cell.tsx'
import { countedResources, keyOf, nearestLimit, type QuotaResource, quotaResources } from './quota-resources.ts'
import { useQuotaBulk } from './use-quota-bulk.tsx'

const nameOf = ({ project_id: id, project_name: name }: ProjectQuota) => name ?? id

const figureOf = (quota: ProjectQuota, resource: QuotaResource) => limitsIn(quota)[keyOf(resource)]!

/** Those without which the table would say little are shown; the others can be chosen. */
const shown = new Set(['instances', 'cores', 'ram', 'network', 'port'])

const columns: readonly ListColumn<ProjectQuota>[] = [
  {
    id: 'project',
    header: t('Project'),
    width: 150,
    sortKey: 'name',
    cell: (quota) =>
      quota.project_name === null ? (
        <span className="mono" title={t('There is no such project any more, but something of it is left.')}>
          {quota.project_id}
        </span>
      ) : (
        <NameLink to={adminPaths.projectQuota(quota.project_id)} name={quota.project_name} />
      ),
    value: nameOf,
  },
  {
    id: 'nearest',
    header: t('Nearest limit'),
    width: 150,
    sortKey: 'nearest',
    cell: (quota) => {
      const nearest = nearestLimit(limitsIn(quota))
      if (!nearest) return <span className="dimmed">—</span>
      return (
        <span className="quota-near" data-level={levelOf(nearest.share)}>
          {nearest.resource.label} · {formatShare(nearest.share)}
        </span>
      )
    },
    value: ({ nearest }) => nearest,
  },
  ...countedResources.map((resource): ListColumn<ProjectQuota> => ({
    id: resource.name,
    header: resource.label,
    width: resource.name === 'ram' ? 140 : 110,
    sortKey: resource.name,
    hidden: !shown.has(resource.name),
    cell: (quota) => {
      const { is_own: isOwn, ...figure } = figureOf(quota, resource)
      return <QuotaCell of={resource} project={nameOf(quota)} {...figure} isOwn={isOwn} />
    },
    value: (quota) => figureOf(quota, resource).used,
  })),
  ...countedResources.map((resource): ListColumn<ProjectQuota> => ({
    id: `${resource.name}-limit`,
    header: t('Limit: {{resource}}', { resource: resource.label }),
    width: 110,
    hidden: true,
    align: 'right',
    cell: (quota) => shownLimit(figureOf(quota, resource).limit, resource),
    value: (quota) => figureOf(quota, resource).limit,
  })),
  ...quotaResources
    .filter(({ isOfEach }) => isOfEach)
    .map((resource): ListColumn<ProjectQuota> => ({
      id: resource.name,
      header: resource.label,
      width: 110,
      hidden: true,
      align: 'right',
      cell: (quota) => shownLimit(figureOf(quota, resource).limit, resource),
      value: (quota) => figureOf(quota, resource).limit,
    })),
  {
    id: 'own',
    header: t('Limits'),
    width: 90,
    sortKey: 'own',
    cell: ({ is_own: isOwn }) => (isOwn ? t('Its own') : <span className="dimmed">{t('Defaults')}</span>),
    value: ({ is_own: isOwn }) => isOwn,
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

const shownLimit = (limit: number, { format }: QuotaResource) => (limit < 0 ? t('No limit') : format(limit))

/** The quotas of all projects, the nearest to one of its limits first. */
export default function QuotaListTab() {
  const bff = useBff()
  const query = (request: ListRequest) => projectQuotasQuery(bff, request)
  const { bulk, actionsOf, dialog } = useQuotaBulk({ query })
  return (
    <>
      <ResourceList
        name="quotas"
        isPart
        title={t('Quotas')}
        things={t('projects')}
        columns={columns}
        rowKey={({ project_id: id }) => id}
        nameOf={nameOf}
        defaultSort={[
          { column: 'nearest', direction: 'desc' },
          { column: 'project', direction: 'asc' },
        ]}
        keys={projectQuotaKeys}
        placeholder={t('Project, nearest:>=80 or own:yes')}
        query={query}
        open={({ project_id: id }) => adminPaths.projectQuota(id)}
        actions={actionsOf}
        bulk={bulk}
        phone={{ beside: 'nearest', below: ['instances', 'ram'] }}
        empty={{ icon: <IconGauge />, title: t('No projects yet') }}
      >
        <Filter />
      </ResourceList>
      {dialog}
    </>
  )
}

const filters = { all: '', near: 'nearest:>=80', own: 'own:yes' } as const

/** The questions that are asked most, as queries of the bar. */
function Filter() {
  const [search, setSearch] = useSearchParams()
  const q = search.get('q') ?? ''
  const choose = (name: string) =>
    setSearch((before) => {
      for (const place of ['q', 'after', 'before', 'from']) before.delete(place)
      const next = filters[name as keyof typeof filters]
      if (next !== '') before.set('q', next)
      return before
    })
  return (
    <SegmentedControl
      aria-label={t('Which projects')}
      size="xs"
      value={Object.entries(filters).find(([, query]) => query === q)?.[0] ?? ''}
      onChange={choose}
      data={[
        { value: 'all', label: t('All') },
        { value: 'near', label: t('Near a limit') },
        { value: 'own', label: t('Own limits') },
      ]}
    />
  )
}
