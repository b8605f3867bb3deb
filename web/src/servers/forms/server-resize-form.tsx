import { Select, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { CreateOptions } from '#app/bff'
import { DataTable, type Column } from '#ui/data-table'
import { FormDialog } from '#ui/form-dialog'
import { formatMb } from '#ui/format'
import { QuotaShortfalls } from '../quota-shortfalls.tsx'
import type { ActionFormProps } from '../action-form.ts'
import { flavorChoice } from '../flavor-choices.ts'
import { costOfResize, quotaShortfalls } from '../quota-cost.ts'
import { useCreateOptions } from '../use-create-options.ts'

/** Another flavor, with what changes and what it costs. */
export function ServerResizeForm({ server, dialog: state, onWish }: ActionFormProps) {
  const { options, dialog } = useCreateOptions(state)
  const form = useForm({
    initialValues: { flavorId: null as string | null },
    validate: { flavorId: (id) => (id ? null : 'Choose a flavor') },
  })
  const flavor = options?.flavors.find(({ id }) => id === form.getValues().flavorId)
  const shortfalls = options && flavor ? quotaShortfalls(options.quota, costOfResize(server.flavor, flavor)) : []
  return (
    <FormDialog
      {...dialog}
      title={`Resize ${server.name}`}
      submitLabel="Resize"
      refusal={shortfalls.join(' ') || undefined}
      onSubmit={form.onSubmit(({ flavorId }) => onWish({ action: 'resize', flavorId: flavorId ?? '' }))}
    >
      <Select
        label="Flavor"
        placeholder="How big it becomes"
        allowDeselect={false}
        searchable
        data-autofocus
        data={flavorChoices(options, server.flavor)}
        {...form.getInputProps('flavorId')}
      />
      {flavor && <Changes from={server.flavor} to={flavor} />}
      <QuotaShortfalls shortfalls={shortfalls} />
      <Text size="sm" c="dimmed">
        The server is restarted. You then try it out, and confirm or revert.
      </Text>
    </FormDialog>
  )
}

type Size = Pick<CreateOptions['flavors'][number], 'name' | 'vcpus' | 'ramMb' | 'diskGb'>

interface Change {
  what: string
  before: string
  after: string
}

function Changes({ from, to }: { from: Size; to: Size }) {
  const changes: Change[] = [
    { what: 'Flavor', before: from.name, after: to.name },
    { what: 'vCPUs', before: String(from.vcpus), after: String(to.vcpus) },
    { what: 'Memory', before: formatMb(from.ramMb), after: formatMb(to.ramMb) },
    { what: 'Disk', before: `${from.diskGb} GB`, after: `${to.diskGb} GB` },
  ]
  return (
    <DataTable label="What changes" rows={changes} columns={columns} rowKey={({ what }) => what} whenEmpty={null} />
  )
}

const columns: Column<Change>[] = [
  { header: 'What', cell: ({ what }) => what },
  { header: 'Now', cell: ({ before }) => before },
  { header: 'Then', cell: ({ before, after }) => (before === after ? 'the same' : <b>{after}</b>) },
]

/** A disk cannot shrink, and a resize to the same flavor is none: both say so and cannot be chosen. */
const flavorChoices = (options: CreateOptions | undefined, now: Size) =>
  (options?.flavors ?? []).map((flavor) =>
    flavorChoice(
      flavor,
      flavor.name === now.name ? 'what it has' : flavor.diskGb < now.diskGb ? 'its disk is too small' : null,
    ),
  )
