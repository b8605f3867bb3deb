import { Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { UserView } from '@kilonova/compute-core/services/identity/api/view-user'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { changedFields } from '#ui/changed-fields'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { userAddress } from './user-query.ts'

/** Changes the name, the email address and the description of a user. */
export function EditUserForm({ user, onClose }: { user: UserView; onClose: () => void }) {
  const bff = useBff()
  const queryClient = useQueryClient()
  // As it was when the form was opened: what somebody else changes meanwhile stays.
  const [before] = useState({ name: user.name, email: user.email ?? '', description: user.description })
  const form = useForm({
    initialValues: before,
    validate: { name: (name) => (name.trim() ? null : t('Give the user a name')) },
  })
  const save = useMutation({
    mutationFn: (values: typeof before) => {
      const changed = changedFields(before, values)
      return api(bff).send('identity', userAddress(user.id), {
        method: 'PATCH',
        json: { user: { ...changed, ...(changed.email === '' && { email: null }) } },
      })
    },
    onSuccess: async () => {
      onClose()
      await refetchAfter(queryClient, { topic: 'project' })
    },
  })
  return (
    <FormDialog
      title={t('Edit user')}
      opened
      onClose={onClose}
      onSubmit={form.onSubmit((values) => save.mutate(values))}
      submitLabel={t('Save')}
      isPending={save.isPending}
      error={save.error}
    >
      <TextInput label={t('Name')} data-autofocus autoComplete="off" maxLength={255} {...form.getInputProps('name')} />
      <TextInput label={t('Email')} type="email" autoComplete="off" maxLength={255} {...form.getInputProps('email')} />
      <Textarea label={t('Description')} autosize minRows={1} maxRows={4} {...form.getInputProps('description')} />
    </FormDialog>
  )
}
