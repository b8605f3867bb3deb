import { Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { CreateOptions } from '#shared/bff'
import { DataTable, type Column } from '#ui/data-table'
import { FormDialog } from '#ui/form-dialog'
import { formatGb, formatMb, formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { QuotaShortfalls } from '../../choices/quota-shortfalls.tsx'
import type { ActionFormProps } from '../action-form.ts'
import { fitOfResize } from '../../choices/flavor-fit.ts'
import { FlavorTable } from '../../choices/flavor-table.tsx'
import { costOfResize, quotaShortfalls } from '../../choices/quota-cost.ts'
import { useCreateOptions } from '../../choices/use-create-options.ts'

/** Another flavor, with what it changes and whether the quota allows it. */
export function ServerResizeForm({ server, dialog: state, onCommand }: ActionFormProps) {
  const { options, dialog } = useCreateOptions(state)
  const form = useForm({
    initialValues: { flavorId: null as string | null },
    validate: { flavorId: (id) => (id ? null : t('Choose a flavor')) },
  })
  const flavor = options?.flavors.find(({ id }) => id === form.getValues().flavorId)
  const shortfalls = options && flavor ? quotaShortfalls(options.quota, costOfResize(server.flavor, flavor)) : []
  return (
    <FormDialog
      {...dialog}
      title={t('Resize {{name}}', { name: server.name })}
      size="lg"
      submitLabel={t('Resize')}
      refusal={shortfalls.join(' ') || undefined}
      onSubmit={form.onSubmit(({ flavorId }) => onCommand({ action: 'resize', flavorId: flavorId ?? '' }))}
    >
      {options && (
        <FlavorTable
          flavors={options.flavors}
          fitOf={(one) => fitOfResize(one, server.flavor, options.quota)}
          value={form.getValues().flavorId}
          onChange={(id) => form.setFieldValue('flavorId', id)}
          error={form.errors['flavorId'] as string | undefined}
        />
      )}
      {flavor && <Changes from={server.flavor} to={flavor} />}
      <QuotaShortfalls shortfalls={shortfalls} />
      <Text size="sm" c="dimmed">
        {t('The server restarts with the new flavor. Test it, then confirm or revert the resize.')}
      </Text>
    </FormDialog>
  )
}

type Size = Pick<CreateOptions['flavors'][number], 'name' | 'vcpus' | 'ramMb' | 'diskGb'>

interface Change {
  property: string
  before: string
  after: string
}

function Changes({ from, to }: { from: Size; to: Size }) {
  const changes: Change[] = [
    { property: t('Flavor'), before: from.name, after: to.name },
    { property: t('vCPUs'), before: formatNumber(from.vcpus), after: formatNumber(to.vcpus) },
    { property: t('Memory'), before: formatMb(from.ramMb), after: formatMb(to.ramMb) },
    { property: t('Disk'), before: formatGb(from.diskGb), after: formatGb(to.diskGb) },
  ]
  return (
    <DataTable
      label={t('Changes')}
      rows={changes}
      columns={columns}
      rowKey={({ property }) => property}
      whenEmpty={null}
    />
  )
}

const columns: Column<Change>[] = [
  { header: t('Property'), cell: ({ property }) => property },
  { header: t('Current'), cell: ({ before }) => before },
  { header: t('New'), cell: ({ before, after }) => (before === after ? t('unchanged') : <b>{after}</b>) },
]
