import { NumberInput, Select, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ask, bff, type ServerGroup } from '#app/bff'
import { FormDialog } from '#ui/form-dialog'
import { policies } from './policies.ts'
import { serverGroupsQuery } from './server-group-query.ts'

interface ServerGroupFormProps {
  opened: boolean
  onClose: () => void
  /** Told once the group is there and can be chosen. */
  onMade?: (id: string) => void
}

interface Wish {
  name: string
  policy: ServerGroup['policy']
  maxPerHost: number | ''
}

/** Makes a server group: its policy is for good. */
export function ServerGroupForm({ opened, onClose, onMade }: ServerGroupFormProps) {
  const queryClient = useQueryClient()
  const form = useForm<Wish>({
    initialValues: { name: '', policy: 'anti-affinity', maxPerHost: '' },
    validate: { name: (name) => (name.trim() ? null : 'Give the group a name') },
  })
  const save = useMutation({
    mutationFn: ({ name, policy, maxPerHost }: Wish) =>
      ask(
        bff['server-groups'].$post({
          json: { name: name.trim(), policy, ...(policy === 'anti-affinity' && maxPerHost ? { maxPerHost } : {}) },
        }),
      ),
    onSuccess: async ({ id }) => {
      close()
      await Promise.all([
        queryClient.invalidateQueries(serverGroupsQuery),
        queryClient.invalidateQueries({ queryKey: ['create-options'] }),
      ])
      onMade?.(id)
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
      title="Create server group"
      opened={opened}
      onClose={close}
      onSubmit={form.onSubmit((values) => save.mutate(values))}
      submitLabel="Create server group"
      isPending={save.isPending}
      error={save.error}
    >
      <TextInput label="Name" data-autofocus autoComplete="off" {...form.getInputProps('name')} />
      <Select
        label="Policy"
        allowDeselect={false}
        data={policies.map(({ value, label }) => ({ value, label: `${label} (${value})` }))}
        {...form.getInputProps('policy')}
      />
      <Text size="sm" c="dimmed">
        {policies.find(({ value }) => value === policy)?.promise} The policy cannot be changed later.
      </Text>
      {policy === 'anti-affinity' && (
        <NumberInput
          label="How many on one host"
          description="Left empty: one."
          min={1}
          allowDecimal={false}
          {...form.getInputProps('maxPerHost')}
        />
      )}
    </FormDialog>
  )
}
