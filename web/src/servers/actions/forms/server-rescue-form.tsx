import { PasswordInput, Select, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import type { ActionFormProps } from '../action-form.ts'
import { useCreateOptions } from '../../choices/use-create-options.ts'

/** Boots the server from another image, with its own disk beside it. */
export function ServerRescueForm({ server, dialog: state, onCommand }: ActionFormProps) {
  const { options, dialog } = useCreateOptions(state)
  const form = useForm({ initialValues: { imageId: null as string | null, password: '' } })
  return (
    <FormDialog
      {...dialog}
      title={t('Rescue {{name}}', { name: server.name })}
      submitLabel={t('Rescue')}
      onSubmit={form.onSubmit(({ imageId, password }) =>
        onCommand({
          action: 'rescue',
          ...(imageId ? { imageId } : {}),
          ...(password ? { adminPassword: password } : {}),
        }),
      )}
    >
      <Select
        label={t('Rescue image')}
        placeholder={t('{{name}} (the server was created from it)', { name: server.image?.name ?? t('Its own image') })}
        clearable
        searchable
        data-autofocus
        data={options?.images.map(({ id, name }) => ({ value: id, label: name })) ?? []}
        {...form.getInputProps('imageId')}
      />
      <PasswordInput
        label={t('Password')}
        description={t('If left empty, one is generated and shown once.')}
        autoComplete="new-password"
        {...form.getInputProps('password')}
      />
      <Text size="sm" c="dimmed">
        {t('The server restarts from this image, with its own disk attached as a second one, until you unrescue it.')}
      </Text>
    </FormDialog>
  )
}
