import { providerKeys } from '@kilonova/compute-core/services/placement/domain/provider-keys'
import { IconStackMiddle } from '@tabler/icons-react'
import type { ListColumn, ListRequest } from '#list/descriptor'
import { ResourceList } from '#list/resource-list'
import { InventoryFill } from '#shared/inventory-fill'
import { adminPaths } from '#shared/paths'
import { className, formatOf, inClassOrder } from '#shared/resource-classes'
import { useBff } from '#shared/scope'
import { limitOf } from '#ui/bars'
import { formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { RelativeTime } from '#ui/relative-time'
import { capacityOf, type ProviderRow, providersQuery } from './provider-query.ts'

const columnOf: Readonly<Record<string, string>> = { VCPU: 'vcpus', MEMORY_MB: 'ram', DISK_GB: 'disk' }

const fillColumn = ([resourceClass, sortKey]: [string, string]): ListColumn<ProviderRow> => ({
  id: sortKey,
  header: className(resourceClass),
  width: 114,
  sortKey,
  cell: ({ name, 'kilonova:use': { inventories } }) => {
    const { [resourceClass]: one } = inventories
    return <InventoryFill name={name} resourceClass={resourceClass} capacity={one && capacityOf(one)} />
  },
  value: ({ 'kilonova:use': { inventories } }) => inventories[resourceClass]?.used,
})

/** What is used of the classes that have no column. */
const othersOf = ({ 'kilonova:use': { inventories } }: ProviderRow): string =>
  Object.entries(inventories)
    .filter(([name]) => !Object.hasOwn(columnOf, name))
    .toSorted(([a], [b]) => inClassOrder(a, b))
    .map(([name, one]) => {
      const format = formatOf(name)
      const limit = format(Math.floor(limitOf(capacityOf(one))))
      return t('{{name}}: {{used}} of {{limit}}', { name: className(name), used: format(one.used), limit })
    })
    .join(', ')

const mono = (text: string | null) => (text === null ? '—' : <span className="mono">{text}</span>)

const columns: readonly ListColumn<ProviderRow>[] = [
  {
    id: 'name',
    header: t('Name'),
    width: 160,
    sortKey: 'name',
    cell: ({ uuid, name }) => <NameLink to={adminPaths.provider(uuid)} name={name} />,
    value: ({ name }) => name,
  },
  ...Object.entries(columnOf).map(fillColumn),
  {
    id: 'others',
    header: t('Other resources'),
    width: 150,
    cell: (provider) => othersOf(provider) || <span className="dimmed">—</span>,
    value: othersOf,
  },
  {
    id: 'traits',
    header: t('Traits'),
    width: 80,
    align: 'right',
    sortKey: 'traits',
    cell: ({ 'kilonova:use': { traits } }) => formatNumber(traits),
    value: ({ 'kilonova:use': { traits } }) => traits,
  },
  {
    id: 'generation',
    header: t('Generation'),
    width: 100,
    align: 'right',
    sortKey: 'generation',
    cell: ({ generation }) => formatNumber(generation),
    value: ({ generation }) => generation,
  },
  {
    id: 'updated',
    header: t('Updated'),
    width: 110,
    sortKey: 'updated',
    cell: ({ 'kilonova:use': { updated_at: at } }) => <RelativeTime at={at} />,
    value: ({ 'kilonova:use': { updated_at: at } }) => at,
  },
  {
    id: 'uuid',
    header: t('UUID'),
    width: 290,
    sortKey: 'uuid',
    cell: ({ uuid }) => mono(uuid),
    value: ({ uuid }) => uuid,
  },
  {
    id: 'parent',
    header: t('Parent'),
    width: 290,
    hidden: true,
    cell: ({ parent_provider_uuid: uuid }) => mono(uuid),
    value: ({ parent_provider_uuid: uuid }) => uuid,
  },
  {
    id: 'root',
    header: t('Root'),
    width: 290,
    hidden: true,
    cell: ({ root_provider_uuid: uuid }) => mono(uuid),
    value: ({ root_provider_uuid: uuid }) => uuid,
  },
]

/** The resource providers of the cloud, which are its hosts as placement counts them. */
export default function ProviderListPage() {
  const bff = useBff()
  return (
    <ResourceList
      name="resource-providers"
      title={t('Placement')}
      things={t('resource providers')}
      description={t(
        'What placement counts: each host is a resource provider, with what it has and what servers hold of it.',
      )}
      columns={columns}
      rowKey={({ uuid }) => uuid}
      nameOf={({ name }) => name}
      defaultSort={[{ column: 'name', direction: 'asc' }]}
      keys={providerKeys}
      placeholder={t('Name, UUID, trait:*avx2 or vcpus:>=64')}
      query={(request: ListRequest) => providersQuery(bff, request)}
      open={({ uuid }) => adminPaths.provider(uuid)}
      phone={{ beside: 'vcpus', below: ['ram', 'traits'] }}
      empty={{
        icon: <IconStackMiddle />,
        title: t('No resource providers yet'),
        text: t('A host is one once it has reported what it has.'),
      }}
    />
  )
}
