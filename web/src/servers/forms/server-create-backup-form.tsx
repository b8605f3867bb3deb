import { NumberInput, SegmentedControl, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { FormDialog } from '#ui/form-dialog'
import type { ActionFormProps } from '../action-form.ts'

/** An image of the server that replaces the oldest of its kind. */
export function ServerCreateBackupForm({ server, dialog, onWish }: ActionFormProps) {
  const form = useForm({
    initialValues: { name: `${server.name}-backup`, type: 'daily' as 'daily' | 'weekly', rotation: 7 },
    validate: {
      name: (name) => (name.trim() ? null : 'Give the image a name'),
      rotation: (count) => (Number.isInteger(count) && count >= 0 ? null : 'A whole number, 0 or more'),
    },
  })
  const { type, rotation } = form.getValues()
  return (
    <FormDialog
      {...dialog}
      title={`Back up ${server.name}`}
      submitLabel="Back up"
      onSubmit={form.onSubmit(({ name, ...wish }) => onWish({ action: 'createBackup', name: name.trim(), ...wish }))}
    >
      <TextInput label="Name of the image" data-autofocus autoComplete="off" {...form.getInputProps('name')} />
      <SegmentedControl
        aria-label="Kind of backup"
        data={[
          { value: 'daily', label: 'Daily' },
          { value: 'weekly', label: 'Weekly' },
        ]}
        {...form.getInputProps('type')}
      />
      <NumberInput
        label="How many to keep"
        min={0}
        max={1000}
        allowDecimal={false}
        {...form.getInputProps('rotation')}
      />
      <Text size="sm" c="dimmed">
        {rotation === 0
          ? `With 0, every ${type} backup of this server is deleted and none is kept.`
          : `The oldest ${type} backups of this server are deleted as there are more than ${rotation}.`}
      </Text>
    </FormDialog>
  )
}
