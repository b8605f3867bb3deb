import { Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'

/** Creates a domain. */
export function DomainForm({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const form = useForm({
    initialValues: { name: '', description: '' },
    validate: { name: (name) => (name.trim() ? null : t('Give the domain a name')) },
  })
  const save = useMutation({
    mutationFn: ({ name, description }: { name: string; description: string }) =>
      api(bff).send('identity', '/domains', {
        method: 'POST',
        json: { domain: { name: name.trim(), description: description.trim() } },
      }),
    onSuccess: async () => {
      close()
      await refetchAfter(queryClient, { topic: 'project' })
    },
  })
  const close = () => {
    form.reset()
    save.reset()
    onClose()
  }
  return (
    <FormDialog
      title={t('Create domain')}
      opened={opened}
      onClose={close}
      onSubmit={form.onSubmit((values) => save.mutate(values))}
      submitLabel={t('Create domain')}
      isPending={save.isPending}
      error={save.error}
    >
      <TextInput label={t('Name')} data-autofocus autoComplete="off" maxLength={64} {...form.getInputProps('name')} />
      <Textarea label={t('Description')} autosize minRows={1} maxRows={4} {...form.getInputProps('description')} />
    </FormDialog>
  )
}
