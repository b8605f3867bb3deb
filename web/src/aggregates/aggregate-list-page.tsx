import type { AggregateView } from '@kilonova/compute-core/api/aggregates/aggregate-schema'
import { IconPlus, IconStack2 } from '@tabler/icons-react'
import { Suspense } from 'react'
import { useNavigate } from 'react-router'
import type { ListColumn } from '#list/descriptor'
import { ResourceList } from '#list/resource-list'
import { adminPaths } from '#shared/paths'
import { useBff } from '#shared/scope'
import { t } from '#ui/i18n'
import { LoadingPart } from '#ui/loading'
import { NameLink } from '#ui/name-link'
import { RelativeTime } from '#ui/relative-time'
import { AggregateForm } from './aggregate-form.tsx'
import { editedMetadata } from './aggregate-metadata.ts'
import { aggregateKeys, aggregatesPageQuery } from './aggregate-query.ts'
import { useAggregateDeletion } from './use-aggregate-deletion.ts'
import { ZonesSection } from './zones-section.tsx'

const columns: readonly ListColumn<AggregateView>[] = [
  {
    id: 'name',
    header: t('Name'),
    sortKey: 'name',
    width: 240,
    cell: ({ id, name }) => <NameLink to={adminPaths.aggregate(id)} name={name} />,
    value: ({ name }) => name,
  },
  {
    id: 'zone',
    header: t('Zone'),
    sortKey: 'zone',
    width: 160,
    cell: ({ availability_zone: zone }) => zone ?? '—',
    value: ({ availability_zone: zone }) => zone,
  },
  {
    id: 'hosts',
    header: t('Hosts'),
    width: 80,
    align: 'right',
    cell: ({ hosts }) => <span title={hosts.join('\n') || undefined}>{hosts.length}</span>,
    value: ({ hosts }) => hosts.join(' '),
  },
  {
    id: 'metadata',
    header: t('Metadata'),
    width: 90,
    align: 'right',
    cell: ({ metadata }) => <Metadata of={editedMetadata(metadata)} />,
    value: ({ metadata }) => written(metadata).join(' '),
  },
  {
    id: 'created',
    header: t('Created'),
    width: 120,
    cell: ({ created_at: at }) => <RelativeTime at={at} />,
    value: ({ created_at: at }) => at,
  },
  {
    id: 'id',
    header: t('ID'),
    sortKey: 'id',
    width: 80,
    hidden: true,
    align: 'right',
    cell: ({ id }) => id,
    value: ({ id }) => id,
  },
]

const written = (metadata: Readonly<Record<string, string>>) =>
  Object.entries(metadata).map(([key, value]) => `${key}=${value}`)

/** The aggregates of hosts, and the availability zones that come of them. */
export default function AggregateListPage() {
  const bff = useBff()
  const navigate = useNavigate()
  const { deletionOf, dialog } = useAggregateDeletion()
  return (
    <>
      <ResourceList
        name="aggregates"
        title={t('Host aggregates')}
        things={t('host aggregates')}
        description={t('Hosts that belong together: as a zone, or for servers, images and projects of some kind.')}
        columns={columns}
        rowKey={({ id }) => String(id)}
        nameOf={({ name }) => name}
        defaultSort={[{ column: 'name', direction: 'asc' }]}
        keys={aggregateKeys}
        placeholder={t('Name, host:node-1 or zone:east')}
        query={(request) => aggregatesPageQuery(bff, request)}
        open={({ id }) => adminPaths.aggregate(id)}
        actions={(aggregate) => [deletionOf(aggregate)]}
        phone={{ beside: 'hosts', below: ['zone', 'metadata'] }}
        empty={{
          icon: <IconStack2 />,
          title: t('No host aggregates yet'),
          text: t('All hosts are in the same zone, and every server may be on any of them.'),
        }}
        create={{
          label: t('Create host aggregate'),
          icon: <IconPlus size={16} aria-hidden />,
          needs: 'os_compute_api:os-aggregates:create',
          renderForm: (state) => (
            <AggregateForm {...state} onCreated={(id) => void navigate(adminPaths.aggregate(id))} />
          ),
        }}
      />
      <Suspense fallback={<LoadingPart />}>
        <ZonesSection />
      </Suspense>
      {dialog}
    </>
  )
}

function Metadata({ of }: { of: Readonly<Record<string, string>> }) {
  const lines = written(of)
  return <span title={lines.join('\n') || undefined}>{lines.length || '—'}</span>
}
