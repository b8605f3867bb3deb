import { PasswordInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import type { ActionFormProps } from '../action-form.ts'

/** A new password for the guest's administrator. */
export function ServerChangePasswordForm({ server, dialog, onCommand }: ActionFormProps) {
  const form = useForm({
    initialValues: { password: '', confirmation: '' },
    validate: {
      password: (password) => (password ? null : t('Enter a password')),
      confirmation: (confirmation, { password }) =>
        confirmation === password ? null : t('The passwords do not match'),
    },
  })
  return (
    <FormDialog
      {...dialog}
      title={t('Change the password of {{name}}', { name: server.name })}
      submitLabel={t('Change password')}
      onSubmit={form.onSubmit(({ password }) => onCommand({ action: 'changePassword', adminPassword: password }))}
    >
      <PasswordInput
        label={t('New password')}
        description={t('For root or Administrator. Requires the QEMU guest agent in the guest.')}
        autoComplete="new-password"
        data-autofocus
        {...form.getInputProps('password')}
      />
      <PasswordInput
        label={t('Confirm password')}
        autoComplete="new-password"
        {...form.getInputProps('confirmation')}
      />
    </FormDialog>
  )
}
