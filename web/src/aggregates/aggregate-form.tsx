import type { AggregateView } from '@kilonova/compute-core/api/aggregates/aggregate-schema'
import { TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { ZoneField } from './zone-field.tsx'

interface AggregateFormProps {
  opened: boolean
  onClose: () => void
  onCreated: (id: number) => void
}

const empty = { name: '', zone: '' }

/** What is wrong with the name of a zone; null if nothing is. */
export const zoneProblem = (zone: string): string | null =>
  zone.includes(':') ? t('A zone has no colon in its name: that stands before a host, as in zone:host.') : null

/** Makes an aggregate without hosts. */
export function AggregateForm({ opened, onClose, onCreated }: AggregateFormProps) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const form = useForm({
    initialValues: empty,
    validate: { name: (name) => (name.trim() ? null : t('Give the aggregate a name.')), zone: zoneProblem },
  })
  const save = useMutation({
    mutationFn: async ({ name, zone }: typeof empty) => {
      const json = { aggregate: { name: name.trim(), ...(zone.trim() ? { availability_zone: zone.trim() } : {}) } }
      const made = await api(bff).read<{ aggregate: Pick<AggregateView, 'id'> }>('compute', '/os-aggregates', {
        method: 'POST',
        json,
      })
      return made.aggregate.id
    },
    onSuccess: async (id) => {
      close()
      await refetchAfter(queryClient, { topic: 'aggregate' })
      onCreated(id)
    },
  })
  const close = () => {
    form.reset()
    save.reset()
    onClose()
  }
  return (
    <FormDialog
      title={t('Create host aggregate')}
      opened={opened}
      onClose={close}
      onSubmit={form.onSubmit((values) => save.mutate(values))}
      submitLabel={t('Create host aggregate')}
      isPending={save.isPending}
      error={save.error}
    >
      <TextInput label={t('Name')} data-autofocus autoComplete="off" maxLength={255} {...form.getInputProps('name')} />
      <ZoneField
        label={t('Availability zone')}
        description={t('Its hosts are in this zone then. Leave it empty for an aggregate that says nothing of zones.')}
        {...form.getInputProps('zone')}
      />
    </FormDialog>
  )
}
