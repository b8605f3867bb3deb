import { PasswordInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { FormDialog } from '#ui/form-dialog'
import type { ActionFormProps } from '../action-form.ts'

/** A new password for the guest's administrator. */
export function ServerChangePasswordForm({ server, dialog, onWish }: ActionFormProps) {
  const form = useForm({
    initialValues: { password: '', again: '' },
    validate: {
      password: (password) => (password ? null : 'Type a password'),
      again: (again, { password }) => (again === password ? null : 'The two are not the same'),
    },
  })
  return (
    <FormDialog
      {...dialog}
      title={`Change the password of ${server.name}`}
      submitLabel="Change password"
      onSubmit={form.onSubmit(({ password }) => onWish({ action: 'changePassword', adminPassword: password }))}
    >
      <PasswordInput
        label="New password"
        description="Of root or Administrator. The guest agent sets it: it must run in the guest."
        autoComplete="new-password"
        data-autofocus
        {...form.getInputProps('password')}
      />
      <PasswordInput label="The same again" autoComplete="new-password" {...form.getInputProps('again')} />
    </FormDialog>
  )
}
