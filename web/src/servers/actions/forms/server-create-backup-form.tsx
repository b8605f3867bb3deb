import { NumberInput, SegmentedControl, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import type { ActionFormProps } from '../action-form.ts'

/** An image of the server; the oldest backups of its type are deleted. */
export function ServerCreateBackupForm({ server, dialog, onCommand }: ActionFormProps) {
  const form = useForm({
    initialValues: { name: `${server.name}-backup`, type: 'daily' as 'daily' | 'weekly', rotation: 7 },
    validate: {
      name: (name) => (name.trim() ? null : t('Give the image a name')),
      rotation: (count) => (Number.isInteger(count) && count >= 0 ? null : t('Enter a whole number, 0 or more')),
    },
  })
  const { rotation } = form.getValues()
  return (
    <FormDialog
      {...dialog}
      title={t('Back up {{name}}', { name: server.name })}
      submitLabel={t('Back up')}
      onSubmit={form.onSubmit(({ name, ...values }) =>
        onCommand({ action: 'createBackup', name: name.trim(), ...values }),
      )}
    >
      <TextInput label={t('Image name')} data-autofocus autoComplete="off" {...form.getInputProps('name')} />
      <SegmentedControl
        aria-label={t('Backup type')}
        data={[
          { value: 'daily', label: t('Daily') },
          { value: 'weekly', label: t('Weekly') },
        ]}
        {...form.getInputProps('type')}
      />
      <NumberInput
        label={t('Backups to keep')}
        min={0}
        max={1000}
        allowDecimal={false}
        {...form.getInputProps('rotation')}
      />
      <Text size="sm" c="dimmed">
        {rotation === 0
          ? t('With 0, all backups of this type are deleted, including the new one.')
          : t('The oldest backups of this type are deleted when there are more than {{rotation}}.', { rotation })}
      </Text>
    </FormDialog>
  )
}
