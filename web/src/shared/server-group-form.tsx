import type { ServerGroupView } from '@kilonova/compute-core/api/server-groups/server-group-schema'
import { NumberInput, Select, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { t } from '#ui/i18n'
import { api } from './api.ts'
import { useBff } from './scope.tsx'
import { FormDialog } from '#ui/form-dialog'
import { policies } from './server-group-policies.ts'
import { refetchAfter } from './changes.ts'

interface ServerGroupFormProps {
  opened: boolean
  onClose: () => void
  /** Called once the group exists and can be chosen. */
  onCreated?: (id: string) => void
}

interface GroupForm {
  name: string
  policy: ServerGroupView['policy']
  maxPerHost: number | ''
}

/** Creates a server group. Its policy cannot be changed later. */
export function ServerGroupForm({ opened, onClose, onCreated }: ServerGroupFormProps) {
  const queryClient = useQueryClient()
  const bff = useBff()
  const form = useForm<GroupForm>({
    initialValues: { name: '', policy: 'anti-affinity', maxPerHost: '' },
    validate: { name: (name) => (name.trim() ? null : t('Give the group a name')) },
  })
  const save = useMutation({
    mutationFn: ({ name, policy, maxPerHost }: GroupForm) => {
      const rules = policy === 'anti-affinity' && maxPerHost ? { rules: { max_server_per_host: maxPerHost } } : {}
      return api(bff).read<{ server_group: ServerGroupView }>('compute', '/os-server-groups', {
        method: 'POST',
        json: { server_group: { name: name.trim(), policy, ...rules } },
      })
    },
    onSuccess: async ({ server_group: { id } }) => {
      close()
      await refetchAfter(queryClient, { topic: 'server-group', id })
      onCreated?.(id)
    },
  })
  const close = () => {
    form.reset()
    save.reset()
    onClose()
  }
  const { policy } = form.getValues()
  return (
    <FormDialog
      title={t('Create server group')}
      opened={opened}
      onClose={close}
      onSubmit={form.onSubmit((values) => save.mutate(values))}
      submitLabel={t('Create server group')}
      isPending={save.isPending}
      error={save.error}
    >
      <TextInput label={t('Name')} data-autofocus autoComplete="off" {...form.getInputProps('name')} />
      <Select
        label={t('Policy')}
        allowDeselect={false}
        data={policies.map(({ value, label }) => ({ value, label: `${label} (${value})` }))}
        {...form.getInputProps('policy')}
      />
      <Text size="sm" c="dimmed">
        {policies.find(({ value }) => value === policy)?.promise} {t('The policy cannot be changed later.')}
      </Text>
      {policy === 'anti-affinity' && (
        <NumberInput
          label={t('Maximum servers per host')}
          description={t('One if left empty')}
          min={1}
          allowDecimal={false}
          {...form.getInputProps('maxPerHost')}
        />
      )}
    </FormDialog>
  )
}
