import type { InventoryView } from '@kilonova/compute-core/api/kilonova/hosts/host-schema'
import { IconCpu } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useOutletContext } from 'react-router'
import { className, formatOf } from '#shared/resource-classes'
import { ActionButton } from '#ui/action-button'
import { limitOf } from '#ui/bars'
import { type Column, DataTable } from '#ui/data-table'
import { EmptyState } from '#ui/empty-state'
import { formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { Section } from '#ui/section'
import type { HostInFull } from './host-queries.ts'
import { capacityOf, inventoriesOf, isSet } from './host-words.ts'
import { InventoryForm } from './inventory-form.tsx'

type Row = readonly [resourceClass: string, inventory: InventoryView]

const columns: Column<Row>[] = [
  { header: t('Resource'), cell: ([name]) => <span title={name}>{className(name)}</span> },
  { header: t('Total'), align: 'right', cell: ([name, { total }]) => formatOf(name)(total) },
  { header: t('Reserved'), align: 'right', cell: ([name, { reserved }]) => formatOf(name)(reserved) },
  { header: t('Ratio'), align: 'right', cell: ([, { allocation_ratio: ratio }]) => formatNumber(ratio) },
  {
    header: t('Set by'),
    hideOn: 'narrow',
    cell: ([name, inventory]) =>
      isSet(inventory) ? (
        <span title={reportedWords(name, inventory)}>{t('Administrator')}</span>
      ) : (
        <span className="dimmed">{t('Host')}</span>
      ),
  },
  { header: t('Can be promised'), align: 'right', hideOn: 'narrow', cell: ([name, one]) => promised(name, one) },
  { header: t('Used'), align: 'right', cell: ([name, { used }]) => formatOf(name)(used) },
  {
    header: t('Per server'),
    align: 'right',
    hideOn: 'narrow',
    cell: ([name, { min_unit: least, max_unit: most, step_size: step }]) => (
      <span title={t('In steps of {{step}}', { step: formatOf(name)(step) })}>
        {formatOf(name)(least)} – {formatOf(name)(most)}
      </span>
    ),
  },
]

const promised = (name: string, inventory: InventoryView) => formatOf(name)(Math.floor(limitOf(capacityOf(inventory))))

const reportedWords = (name: string, { reported_reserved: reserved, reported_ratio: ratio }: InventoryView) =>
  t('The host reports {{reserved}} reserved and ratio {{ratio}}.', {
    reserved: formatOf(name)(reserved),
    ratio: formatNumber(ratio),
  })

/** What a host has, by resource class; what is reserved of it and how often it is promised can be set. */
export default function HostCapacityTab() {
  const host = useOutletContext<HostInFull>()
  const [edited, setEdited] = useState<string | null>(null)
  const rows = useMemo(() => inventoriesOf(host), [host])
  const inventory = edited === null ? undefined : host.inventories[edited]
  return (
    <Section title={t('Inventories')} surface="none">
      <DataTable
        label={t('Inventories')}
        rows={rows}
        columns={columns}
        rowKey={([name]) => name}
        renderActions={([name]) => (
          <ActionButton
            needs="placement:resource_providers:inventories:update"
            variant="subtle"
            size="compact-sm"
            aria-label={t('Edit {{name}}', { name: className(name) })}
            onClick={() => setEdited(name)}
          >
            {t('Edit')}
          </ActionButton>
        )}
        whenEmpty={
          <EmptyState
            icon={<IconCpu />}
            title={t('Placement does not know this host yet')}
            text={t('It has to report first.')}
          />
        }
      />
      {edited !== null && inventory && (
        <InventoryForm
          key={edited}
          host={host}
          resourceClass={edited}
          inventory={inventory}
          onClose={() => setEdited(null)}
        />
      )}
    </Section>
  )
}
