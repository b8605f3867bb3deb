import { IconStackMiddle } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useOutletContext } from 'react-router'
import { adminPaths } from '#shared/paths'
import { className, formatOf, inClassOrder } from '#shared/resource-classes'
import { useBff } from '#shared/scope'
import { limitOf } from '#ui/bars'
import { type Column, DataTable } from '#ui/data-table'
import { EmptyState } from '#ui/empty-state'
import { formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'
import { Section } from '#ui/section'
import { capacityOf, inventoriesQuery, type InventoryInUse, type Provider } from './provider-query.ts'

type Row = readonly [resourceClass: string, inventory: InventoryInUse]

const amount =
  (key: 'total' | 'reserved' | 'min_unit' | 'max_unit' | 'step_size' | 'used') =>
  ([name, inventory]: Row) =>
    formatOf(name)(inventory[key])

/** More may be held than can be promised: somebody reserved it, or lowered the ratio, after servers had come. */
function Free({ row: [name, inventory] }: { row: Row }) {
  const free = Math.floor(limitOf(capacityOf(inventory))) - inventory.used
  if (free >= 0) return <>{formatOf(name)(free)}</>
  return (
    <span data-level="red" title={t('More is held than can be promised now.')}>
      {t('{{amount}} too much', { amount: formatOf(name)(-free) })}
    </span>
  )
}

const columns: Column<Row>[] = [
  { header: t('Resource'), cell: ([name]) => <span title={name}>{className(name)}</span> },
  { header: t('Total'), align: 'right', cell: amount('total') },
  { header: t('Reserved'), align: 'right', hideOn: 'narrow', cell: amount('reserved') },
  {
    header: t('Ratio'),
    align: 'right',
    hideOn: 'narrow',
    cell: ([, { allocation_ratio: ratio }]) => formatNumber(ratio),
  },
  { header: t('Used'), align: 'right', cell: amount('used') },
  { header: t('Free'), align: 'right', cell: (row) => <Free row={row} /> },
  { header: t('At least'), align: 'right', hideOn: 'narrow', cell: amount('min_unit') },
  { header: t('At most'), align: 'right', hideOn: 'narrow', cell: amount('max_unit') },
  { header: t('In steps of'), align: 'right', hideOn: 'narrow', cell: amount('step_size') },
]

/** What a provider has, by resource class; what is reserved and the ratios are set at its host. */
export default function ProviderInventoriesTab() {
  const { uuid, name } = useOutletContext<Provider>()
  const { data } = useSuspenseQuery(inventoriesQuery(useBff(), uuid))
  return (
    <Section
      title={t('Inventories')}
      surface="none"
      beside={
        <LinkButton to={adminPaths.hostCapacity(name)} variant="subtle" size="compact-sm">
          {t('Set reserved and ratios at the host')}
        </LinkButton>
      }
    >
      <DataTable
        label={t('Inventories')}
        rows={data.toSorted(([a], [b]) => inClassOrder(a, b))}
        columns={columns}
        rowKey={([of]) => of}
        whenEmpty={
          <EmptyState
            icon={<IconStackMiddle />}
            title={t('It has nothing to give out')}
            text={t('Its host has reported no resources.')}
          />
        }
      />
    </Section>
  )
}
