import { Button } from '@mantine/core'
import { ActionButton } from '#ui/action-button'
import { ActionsMenu } from '#ui/actions-menu'
import { t } from '#ui/i18n'
import { formatCount } from './count.ts'
import type { ListDescriptor } from './descriptor.ts'
import type { Selection } from './use-selection.ts'

interface BulkBarProps<Row extends object> {
  list: ListDescriptor<Row>
  selection: Selection<Row>
  /** How many match in all. */
  total: number | null
  rowsOfPage: number
}

/** What can be done with the selected rows. It stands where the search stands otherwise, and is as high: the table stays where it is. */
export function BulkBar<Row extends object>({ list, selection, total, rowsOfPage }: BulkBarProps<Row>) {
  const { things } = list
  const actions = list.bulk?.(selection.selected) ?? []
  const isPageWhole = !selection.isAll && selection.count >= rowsOfPage && rowsOfPage > 0
  return (
    <section className="list-toolbar list-bulk" aria-label={t('Selected {{things}}', { things })}>
      <output>{t('{{number}} selected', { number: formatCount(selection.count) })}</output>
      {isPageWhole && total !== null && total > selection.count && (
        <Button size="xs" variant="subtle" onClick={selection.selectAll}>
          {t('Select all {{total}} that match', { total: formatCount(total) })}
        </Button>
      )}
      <div className="list-bulk-actions">
        {actions
          .filter(({ isFrequent }) => isFrequent)
          .map(({ label, icon, refusal, needs, onClick, isDangerous }) => (
            <ActionButton
              key={label}
              size="xs"
              variant="default"
              leftSection={icon}
              refusal={refusal}
              needs={needs}
              onClick={onClick}
              {...(isDangerous ? { c: 'var(--mantine-color-error)' } : {})}
            >
              {label}
            </ActionButton>
          ))}
        {actions.some(({ isFrequent }) => !isFrequent) && (
          <ActionsMenu
            label={t('More')}
            of={t('the selected {{things}}', { things })}
            actions={actions.filter(({ isFrequent }) => !isFrequent)}
          />
        )}
      </div>
      <Button size="xs" variant="subtle" onClick={selection.clear}>
        {t('Clear selection')}
      </Button>
    </section>
  )
}
