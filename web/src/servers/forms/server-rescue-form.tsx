import { PasswordInput, Select, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { FormDialog } from '#ui/form-dialog'
import type { ActionFormProps } from '../action-form.ts'
import { useCreateOptions } from '../use-create-options.ts'

/** Boots the server from another image, with its own disk beside it. */
export function ServerRescueForm({ server, dialog: state, onWish }: ActionFormProps) {
  const { options, dialog } = useCreateOptions(state)
  const form = useForm({ initialValues: { imageId: null as string | null, password: '' } })
  return (
    <FormDialog
      {...dialog}
      title={`Rescue ${server.name}`}
      submitLabel="Rescue"
      onSubmit={form.onSubmit(({ imageId, password }) =>
        onWish({
          action: 'rescue',
          ...(imageId ? { imageId } : {}),
          ...(password ? { adminPassword: password } : {}),
        }),
      )}
    >
      <Select
        label="Image to boot from"
        placeholder={`${server.image?.name ?? 'Its own image'}: the one it was made from`}
        clearable
        searchable
        data-autofocus
        data={options?.images.map(({ id, name }) => ({ value: id, label: name })) ?? []}
        {...form.getInputProps('imageId')}
      />
      <PasswordInput
        label="Password"
        description="Left empty, the cloud makes one and shows it once."
        autoComplete="new-password"
        {...form.getInputProps('password')}
      />
      <Text size="sm" c="dimmed">
        The server restarts from this image. Its own disk is kept and stands beside it until you unrescue.
      </Text>
    </FormDialog>
  )
}
