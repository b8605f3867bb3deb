import { allocationKeys } from '@kilonova/compute-core/services/placement/domain/provider-keys'
import { IconStackMiddle } from '@tabler/icons-react'
import { useOutletContext } from 'react-router'
import type { ListColumn, ListRequest } from '#list/descriptor'
import { projectColumn } from '#list/project-column'
import { ResourceList } from '#list/resource-list'
import { MakerName } from '#shared/owner-name'
import { className, formatOf, inClassOrder } from '#shared/resource-classes'
import { useBff, usePaths } from '#shared/scope'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { type Allocation, allocationsQuery, type Provider } from './provider-query.ts'

const columnOf: Readonly<Record<string, string>> = { VCPU: 'vcpus', MEMORY_MB: 'ram', DISK_GB: 'disk' }

const nameOf = ({ id, server }: Allocation): string => server?.name ?? id

/** The resources that have no column. */
const othersOf = ({ resources }: Allocation): string =>
  Object.entries(resources)
    .filter(([name]) => !Object.hasOwn(columnOf, name))
    .toSorted(([a], [b]) => inClassOrder(a, b))
    .map(([name, amount]) => `${className(name)}: ${formatOf(name)(amount)}`)
    .join(', ')

function Consumer({ of: { id, server } }: { of: Allocation }) {
  const paths = usePaths()
  if (server) return <NameLink to={paths.server(server.id)} name={server.name} />
  return (
    <span className="mono" title={t('Compute knows neither a server nor a migration of this id.')}>
      {id}
    </span>
  )
}

const kindOf = ({ server, migration }: Allocation): string => {
  if (migration !== null) return t('Migration')
  return server ? t('Server') : t('Unknown')
}

const columns: readonly ListColumn<Allocation>[] = [
  { id: 'server', header: t('Consumer'), width: 200, cell: (one) => <Consumer of={one} />, value: nameOf },
  {
    id: 'kind',
    header: t('Kind'),
    width: 100,
    cell: (one) => (
      <span
        title={
          one.migration === null ? undefined : t('It holds what its server had before, until the migration is over.')
        }
      >
        {kindOf(one)}
      </span>
    ),
    value: kindOf,
  },
  projectColumn(({ projectId, projectName }) => ({ id: projectId, name: projectName }), 'project'),
  {
    id: 'user',
    header: t('User'),
    width: 120,
    sortKey: 'user',
    cell: ({ userId, userName }) => <MakerName id={userId} name={userName} />,
    value: ({ userId, userName }) => userName ?? userId,
  },
  ...Object.entries(columnOf).map(([name, sortKey]): ListColumn<Allocation> => ({
    id: sortKey,
    header: className(name),
    width: 90,
    align: 'right',
    sortKey,
    cell: ({ resources: { [name]: amount } }) => (amount === undefined ? '—' : formatOf(name)(amount)),
    value: ({ resources }) => resources[name],
  })),
  {
    id: 'others',
    header: t('Other resources'),
    width: 140,
    cell: (one) => othersOf(one) || <span className="dimmed">—</span>,
    value: othersOf,
  },
  {
    id: 'consumer',
    header: t('UUID'),
    width: 290,
    hidden: true,
    sortKey: 'consumer',
    cell: ({ id }) => <span className="mono">{id}</span>,
    value: ({ id }) => id,
  },
]

/** Who holds what of a provider: servers, and migrations that keep the place of one. */
export default function ProviderAllocationsTab() {
  const bff = useBff()
  const paths = usePaths()
  const { uuid } = useOutletContext<Provider>()
  return (
    <ResourceList
      name="allocations"
      isPart
      title={t('Allocations')}
      things={t('consumers')}
      columns={columns}
      rowKey={({ id }) => id}
      nameOf={nameOf}
      defaultSort={[{ column: 'vcpus', direction: 'desc' }]}
      keys={allocationKeys}
      placeholder={t('Beginning of an id, project:ID or vcpus:>=8')}
      query={(request: ListRequest) => allocationsQuery(bff, uuid, request)}
      open={({ id, server }) => paths.server(server?.id ?? id)}
      phone={{ beside: 'vcpus', below: ['project', 'ram'] }}
      empty={{
        icon: <IconStackMiddle />,
        title: t('Nothing is held of it'),
        text: t('No server is on its host or about to come.'),
      }}
    />
  )
}
