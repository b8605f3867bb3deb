import { Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import type { ActionFormProps } from '../action-form.ts'

/** Protects the server from changes, with a reason that others can read. */
export function ServerLockForm({ server, dialog, onCommand }: ActionFormProps) {
  const form = useForm({ initialValues: { reason: '' } })
  return (
    <FormDialog
      {...dialog}
      title={t('Lock {{name}}', { name: server.name })}
      submitLabel={t('Lock')}
      onSubmit={form.onSubmit(({ reason }) =>
        onCommand({ action: 'lock', ...(reason.trim() ? { reason: reason.trim() } : {}) }),
      )}
    >
      <TextInput
        label={t('Reason')}
        description={t('Optional. Shown to anyone who tries to change the server.')}
        maxLength={255}
        data-autofocus
        autoComplete="off"
        {...form.getInputProps('reason')}
      />
      <Text size="sm" c="dimmed">
        {t('Until it is unlocked, only administrators can change, stop or delete it.')}
      </Text>
    </FormDialog>
  )
}
