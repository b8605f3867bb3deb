import { Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { FormDialog } from '#ui/form-dialog'
import type { ActionFormProps } from '../action-form.ts'

/** Keeps the server from being changed, with the reason that others will read. */
export function ServerLockForm({ server, dialog, onWish }: ActionFormProps) {
  const form = useForm({ initialValues: { reason: '' } })
  return (
    <FormDialog
      {...dialog}
      title={`Lock ${server.name}`}
      submitLabel="Lock"
      onSubmit={form.onSubmit(({ reason }) =>
        onWish({ action: 'lock', ...(reason.trim() ? { reason: reason.trim() } : {}) }),
      )}
    >
      <TextInput
        label="Reason"
        description="Whoever is stopped by the lock reads it. It may stay empty."
        maxLength={255}
        data-autofocus
        autoComplete="off"
        {...form.getInputProps('reason')}
      />
      <Text size="sm" c="dimmed">
        Nobody but administrators can change, stop or delete it until it is unlocked.
      </Text>
    </FormDialog>
  )
}
