import type { SubnetView } from '@kilonova/compute-core/services/network/api/subnet-view'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { changesOf, creationOf, fieldsOf, newSubnet, problemsOf, type SubnetFields } from './subnet-fields.ts'
import { SubnetFieldInputs } from './subnet-field-inputs.tsx'

interface SubnetFormProps {
  networkId: string
  /** The one that is changed; without it one is created. */
  subnet?: SubnetView
  opened: boolean
  onClose: () => void
}

/** Creates a subnet of a network, or changes one. */
export function SubnetForm({ networkId, subnet, opened, onClose }: SubnetFormProps) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const form = useForm<SubnetFields>({ initialValues: subnet ? fieldsOf(subnet) : newSubnet, validate: problemsOf })
  const save = useMutation({
    mutationFn: (fields: SubnetFields) =>
      subnet
        ? api(bff).send('network', `/subnets/${subnet.id}`, {
            method: 'PUT',
            json: { subnet: changesOf(fields, fieldsOf(subnet)) },
          })
        : api(bff).send('network', '/subnets', { method: 'POST', json: { subnet: creationOf(fields, networkId) } }),
    onSuccess: async () => {
      close()
      await refetchAfter(queryClient, { topic: 'network', id: networkId })
    },
  })
  const close = () => {
    form.reset()
    save.reset()
    onClose()
  }
  return (
    <FormDialog
      title={subnet ? t('Edit subnet') : t('Create subnet')}
      opened={opened}
      onClose={close}
      onSubmit={form.onSubmit((fields) => save.mutate(fields))}
      submitLabel={subnet ? t('Save') : t('Create subnet')}
      isPending={save.isPending}
      error={save.error}
    >
      <SubnetFieldInputs form={form} isFixed={subnet !== undefined} />
    </FormDialog>
  )
}
