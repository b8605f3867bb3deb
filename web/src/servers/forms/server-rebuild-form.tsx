import { Alert, Checkbox, Select, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { ServerWish } from '#app/bff'
import { FormDialog } from '#ui/form-dialog'
import type { ActionFormProps } from '../action-form.ts'
import { useCreateOptions } from '../use-create-options.ts'

interface Rebuild {
  imageId: string | null
  name: string
  keyName: string | null
  userDataIs: 'kept' | 'new' | 'none'
  userData: string
  preserveEphemeral: boolean
}

/** The same server from an image again: same id, same addresses, another disk. */
export function ServerRebuildForm({ server, dialog: state, onWish }: ActionFormProps) {
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
      imageId: (id) => (id ? null : 'Choose an image'),
      name: (name) => (name.trim() ? null : 'Give the server a name'),
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
      title={`Rebuild ${server.name}?`}
      submitLabel="Rebuild"
      isDangerous
      onSubmit={form.onSubmit((values) => onWish(wishOf(values, server)))}
    >
      <Alert color="red" variant="light" role="note">
        <Text size="sm" c="var(--mantine-color-text)" className="break">
          Everything on the disk of <b>{server.name}</b> is lost. Its id and its addresses stay.
        </Text>
      </Alert>
      <Select
        label="Image"
        searchable
        allowDeselect={false}
        data={options?.images.map(({ id, name }) => ({ value: id, label: name })) ?? []}
        {...form.getInputProps('imageId')}
      />
      <TextInput label="Name" autoComplete="off" {...form.getInputProps('name')} />
      <Select
        label="Key pair"
        placeholder="None: sign in by console only"
        clearable
        data={[...keys]}
        {...form.getInputProps('keyName')}
      />
      <Select
        label="User data"
        allowDeselect={false}
        data={[
          { value: 'kept', label: 'As it was' },
          { value: 'new', label: 'Another' },
          { value: 'none', label: 'None' },
        ]}
        {...form.getInputProps('userDataIs')}
      />
      {userDataIs === 'new' && (
        <Textarea
          aria-label="New user data"
          autosize
          minRows={3}
          maxRows={10}
          spellCheck={false}
          classNames={{ input: 'mono' }}
          {...form.getInputProps('userData')}
        />
      )}
      <Checkbox
        label="Keep the ephemeral disk, where the flavor has one"
        {...form.getInputProps('preserveEphemeral', { type: 'checkbox' })}
      />
    </FormDialog>
  )
}

/** Only what is to change is asked for. */
const wishOf = (values: Rebuild, server: ActionFormProps['server']): ServerWish => ({
  action: 'rebuild',
  imageId: values.imageId ?? '',
  preserveEphemeral: values.preserveEphemeral,
  ...(values.name.trim() === server.name ? {} : { name: values.name.trim() }),
  ...(values.keyName === server.keyName ? {} : { keyName: values.keyName }),
  ...(values.userDataIs === 'kept' ? {} : { userData: values.userDataIs === 'new' ? values.userData : null }),
})
