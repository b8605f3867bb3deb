import { Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { FormDialog } from '#ui/form-dialog'
import { KeyValueEditor } from '#ui/key-value-editor'
import { keyValuesProblem, toRecord, type KeyValue } from '#ui/key-values'
import { t } from '#ui/i18n'
import type { ActionFormProps } from '../action-form.ts'

/** An image of the server as it is now. */
export function ServerCreateImageForm({ server, dialog, onCommand }: ActionFormProps) {
  const form = useForm({
    initialValues: { name: `${server.name}-snapshot`, metadata: [] as KeyValue[] },
    validate: {
      name: (name) => (name.trim() ? null : t('Give the image a name')),
      metadata: keyValuesProblem,
    },
  })
  return (
    <FormDialog
      {...dialog}
      title={t('Create a snapshot of {{name}}', { name: server.name })}
      submitLabel={t('Create snapshot')}
      onSubmit={form.onSubmit(({ name, metadata }) =>
        onCommand({ action: 'createImage', name: name.trim(), metadata: toRecord(metadata) }),
      )}
    >
      <TextInput label={t('Image name')} data-autofocus autoComplete="off" {...form.getInputProps('name')} />
      <KeyValueEditor label={t('Properties')} {...form.getInputProps('metadata')} />
      <Text size="sm" c="dimmed">
        {t('The server keeps running. Data that its programs have not yet written to disk is not included.')}
      </Text>
    </FormDialog>
  )
}
