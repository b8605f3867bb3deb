import { Checkbox, Select, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { ServerCommand } from '#shared/bff'
import { Banner } from '#ui/banner'
import { changedFields } from '#ui/changed-fields'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import type { ActionFormProps } from '../action-form.ts'
import { OwnerNote } from '../owner-note.tsx'
import { useCreateOptions } from '../../choices/use-create-options.ts'

interface Rebuild {
  imageId: string | null
  name: string
  keyName: string | null
  userDataIs: 'kept' | 'new' | 'none'
  userData: string
  preserveEphemeral: boolean
}

/** Creates the server's disk anew from an image; its id and its addresses stay. */
export function ServerRebuildForm({ server, dialog: state, onCommand }: ActionFormProps) {
  const { options, dialog } = useCreateOptions(state)
  const form = useForm<Rebuild>({
    initialValues: {
      imageId: server.image?.id ?? null,
      name: server.name,
      keyName: server.keyName,
      userDataIs: 'kept',
      userData: '',
      preserveEphemeral: false,
    },
    validate: {
      imageId: (id) => (id ? null : t('Choose an image')),
      name: (name) => (name.trim() ? null : t('Give the server a name')),
    },
  })
  const { userDataIs } = form.getValues()
  const keys = new Set([
    ...(server.keyName ? [server.keyName] : []),
    ...(options?.keyPairs ?? []).map(({ name }) => name),
  ])
  return (
    <FormDialog
      {...dialog}
      title={t('Rebuild {{name}}?', { name: server.name })}
      submitLabel={t('Rebuild')}
      isDangerous
      onSubmit={form.onSubmit((values) => onCommand(commandOf(values, server)))}
    >
      <Banner
        tone="bad"
        text={t('Everything on the disk of {{name}} is lost. Its ID and addresses stay the same.', {
          name: server.name,
        })}
      />
      <OwnerNote server={server} />
      <Select
        label={t('Image')}
        searchable
        allowDeselect={false}
        data={options?.images.map(({ id, name }) => ({ value: id, label: name })) ?? []}
        {...form.getInputProps('imageId')}
      />
      <TextInput label={t('Name')} autoComplete="off" {...form.getInputProps('name')} />
      <Select
        label={t('Key pair')}
        placeholder={t('None (console access only)')}
        clearable
        data={[...keys]}
        {...form.getInputProps('keyName')}
      />
      <Select
        label={t('User data')}
        allowDeselect={false}
        data={[
          { value: 'kept', label: t('Keep') },
          { value: 'new', label: t('Replace') },
          { value: 'none', label: t('Remove') },
        ]}
        {...form.getInputProps('userDataIs')}
      />
      {userDataIs === 'new' && (
        <Textarea
          aria-label={t('New user data')}
          autosize
          minRows={3}
          maxRows={10}
          spellCheck={false}
          classNames={{ input: 'mono' }}
          {...form.getInputProps('userData')}
        />
      )}
      <Checkbox
        label={t('Keep the ephemeral disk, if the flavor has one')}
        {...form.getInputProps('preserveEphemeral', { type: 'checkbox' })}
      />
    </FormDialog>
  )
}

/** The command for what the form changes, and no more. */
const commandOf = (values: Rebuild, server: ActionFormProps['server']): ServerCommand => ({
  action: 'rebuild',
  imageId: values.imageId ?? '',
  preserveEphemeral: values.preserveEphemeral,
  ...changedFields({ name: server.name }, { name: values.name }),
  ...(values.keyName === server.keyName ? {} : { keyName: values.keyName }),
  ...(values.userDataIs === 'kept' ? {} : { userData: values.userDataIs === 'new' ? values.userData : null }),
})
