import { flavorKeys } from '@kilonova/compute-core/domain/flavor/flavor-keys'
import { IconPlus, IconRuler2 } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import type { ListColumn, ListRequest } from '#list/descriptor'
import { ResourceList } from '#list/resource-list'
import { useBulkDeletion } from '#list/use-bulk-deletion'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { adminPaths } from '#shared/paths'
import { useBff, usePaths } from '#shared/scope'
import { formatGb, formatMb, formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { FlavorForm } from './flavor-form.tsx'
import { flavorAddress, type FlavorRow, flavorsQuery, madeOf } from './flavor-query.ts'
import { accessOf, extraSpecCount } from './flavor-words.ts'
import { useFlavorActions } from './use-flavor-actions.tsx'

const columns: readonly ListColumn<FlavorRow>[] = [
  {
    id: 'name',
    header: t('Name'),
    sortKey: 'name',
    width: 200,
    cell: ({ id, name }) => <NameLink to={adminPaths.flavor(id)} name={name} />,
    value: ({ name }) => name,
  },
  {
    id: 'vcpus',
    header: t('vCPUs'),
    sortKey: 'vcpus',
    width: 72,
    align: 'right',
    cell: ({ vcpus }) => formatNumber(vcpus),
    value: ({ vcpus }) => vcpus,
  },
  {
    id: 'ram',
    header: t('Memory'),
    sortKey: 'memory_mb',
    width: 90,
    align: 'right',
    cell: ({ ram }) => formatMb(ram),
    value: ({ ram }) => ram,
  },
  {
    id: 'disk',
    header: t('Root disk'),
    sortKey: 'root_gb',
    width: 90,
    align: 'right',
    cell: ({ disk }) => formatGb(disk),
    value: ({ disk }) => disk,
  },
  {
    id: 'ephemeral',
    header: t('Ephemeral disk'),
    sortKey: 'ephemeral_gb',
    width: 110,
    align: 'right',
    cell: (flavor) => sizeOr(flavor['OS-FLV-EXT-DATA:ephemeral'], formatGb),
    value: (flavor) => flavor['OS-FLV-EXT-DATA:ephemeral'],
  },
  {
    id: 'swap',
    header: t('Swap'),
    sortKey: 'swap',
    width: 80,
    align: 'right',
    cell: ({ swap }) => sizeOr(swap, formatMb),
    value: ({ swap }) => swap,
  },
  {
    id: 'public',
    header: t('Access'),
    sortKey: 'is_public',
    width: 100,
    cell: (flavor) => <span title={accessOf(flavor).means}>{accessOf(flavor).word}</span>,
    value: (flavor) => flavor['os-flavor-access:is_public'],
  },
  {
    id: 'extra_specs',
    header: t('Extra specs'),
    width: 96,
    align: 'right',
    cell: (flavor) => <ExtraSpecs flavor={flavor} />,
    value: ({ extra_specs: specs = {} }) =>
      Object.entries(specs)
        .map(([key, value]) => `${key}=${value}`)
        .join(' '),
  },
  {
    id: 'servers',
    header: t('Servers'),
    width: 80,
    align: 'right',
    cell: (flavor) => <ServerCount flavor={flavor} />,
    value: ({ servers }) => servers,
  },
  {
    id: 'description',
    header: t('Description'),
    sortKey: 'description',
    width: 200,
    hidden: true,
    cell: ({ description }) => description ?? '',
    value: ({ description }) => description,
  },
  {
    id: 'id',
    header: t('ID'),
    sortKey: 'flavorid',
    width: 200,
    hidden: true,
    cell: ({ id }) => <span className="mono">{id}</span>,
    value: ({ id }) => id,
  },
]

const sizeOr = (size: number, format: (size: number) => string) => (size === 0 ? '—' : format(size))

/** The sizes that servers can have, all of them. */
export default function FlavorListPage() {
  const bff = useBff()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const { menuOf, dialogs } = useFlavorActions()
  const query = (request: ListRequest) => flavorsQuery(bff, request)
  const { bulk, dialog } = useBulkDeletion<FlavorRow>({
    query,
    rowKey: ({ id }) => id,
    nameOf: ({ name }) => name,
    words: {
      question: (count) => t('Delete {{count}} flavors?', { count }),
      submit: (count) => t('Delete {{count}} flavors', { count }),
      consequence: (flavors) => bulkDeletionMeans(flavors),
      unread: t('The flavors could not be read'),
    },
    refusalOf: () => undefined,
    needs: 'os_compute_api:os-flavor-manage:delete',
    onDelete: ({ id }) => api(bff).send('compute', flavorAddress(id), { method: 'DELETE' }),
    onDone: () => refetchAfter(queryClient, { topic: 'flavor' }),
  })
  return (
    <>
      <ResourceList
        name="flavors"
        title={t('Flavors')}
        things={t('flavors')}
        description={t('The sizes that servers can have.')}
        columns={columns}
        rowKey={({ id }) => id}
        nameOf={({ name }) => name}
        defaultSort={[{ column: 'ram', direction: 'asc' }]}
        keys={flavorKeys}
        placeholder={t('Name, ID, vcpus:>4 or public:false')}
        query={query}
        open={({ id }) => adminPaths.flavor(id)}
        actions={menuOf}
        bulk={bulk}
        phone={{ beside: 'servers', below: ['vcpus', 'ram', 'disk'] }}
        empty={{
          icon: <IconRuler2 />,
          title: t('No flavors yet'),
          text: t('Nobody can create a server before there is a flavor for it.'),
        }}
        create={{
          label: t('Create flavor'),
          icon: <IconPlus size={16} aria-hidden />,
          needs: 'os_compute_api:os-flavor-manage:create',
          renderForm: (state) => <FlavorForm {...state} onCreated={(id) => void navigate(adminPaths.flavor(id))} />,
        }}
      />
      {dialogs}
      {dialog}
    </>
  )
}

function bulkDeletionMeans(flavors: readonly FlavorRow[]): string {
  const servers = flavors.reduce((sum, flavor) => sum + flavor.servers, 0)
  if (servers === 0) return t('They can no longer be chosen. No server was made of them.')
  return t('They can no longer be chosen. {{count}} servers were made of them: they go on as they are.', {
    count: servers,
  })
}

function ExtraSpecs({ flavor }: { flavor: FlavorRow }) {
  const { extra_specs: specs = {} } = flavor
  const all = Object.entries(specs)
    .map(([key, value]) => `${key}=${value}`)
    .join('\n')
  return <span title={all || undefined}>{extraSpecCount(flavor) || '—'}</span>
}

function ServerCount({ flavor: { id, servers } }: { flavor: FlavorRow }) {
  const paths = usePaths()
  if (servers === 0) return <span className="dimmed">0</span>
  return (
    <Link to={paths.servers(madeOf(id))} className="name-link">
      {formatNumber(servers)}
    </Link>
  )
}
