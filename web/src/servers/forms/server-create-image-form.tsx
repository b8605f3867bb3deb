import { Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { FormDialog } from '#ui/form-dialog'
import { KeyValueEditor } from '#ui/key-value-editor'
import { keyValuesProblem, toRecord, type KeyValue } from '#ui/key-values'
import type { ActionFormProps } from '../action-form.ts'

/** An image of the server as it is now. */
export function ServerCreateImageForm({ server, dialog, onWish }: ActionFormProps) {
  const form = useForm({
    initialValues: { name: `${server.name}-snapshot`, metadata: [] as KeyValue[] },
    validate: {
      name: (name) => (name.trim() ? null : 'Give the image a name'),
      metadata: keyValuesProblem,
    },
  })
  return (
    <FormDialog
      {...dialog}
      title={`Snapshot of ${server.name}`}
      submitLabel="Make snapshot"
      onSubmit={form.onSubmit(({ name, metadata }) =>
        onWish({ action: 'createImage', name: name.trim(), metadata: toRecord(metadata) }),
      )}
    >
      <TextInput label="Name of the image" data-autofocus autoComplete="off" {...form.getInputProps('name')} />
      <KeyValueEditor label="Properties" {...form.getInputProps('metadata')} />
      <Text size="sm" c="dimmed">
        The server runs on meanwhile. What its programs have not written to the disk yet is not in the image.
      </Text>
    </FormDialog>
  )
}
