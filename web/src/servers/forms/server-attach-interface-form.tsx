import { Select, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { FormDialog } from '#ui/form-dialog'
import type { ActionFormProps } from '../action-form.ts'
import { portChoice } from '../port-choice.ts'
import { useCreateOptions } from '../use-create-options.ts'

/** One more network card: on a network, or with a port that is there already. */
export function ServerAttachInterfaceForm({ server, dialog: state, onWish }: ActionFormProps) {
  const { options, dialog } = useCreateOptions(state)
  const form = useForm({
    initialValues: { target: null as string | null },
    validate: { target: (target) => (target ? null : 'Choose a network or a port') },
  })
  return (
    <FormDialog
      {...dialog}
      title={`Attach a network to ${server.name}`}
      submitLabel="Attach"
      onSubmit={form.onSubmit(({ target }) => {
        const isPort = options?.ports.some(({ id }) => id === target)
        onWish({ action: 'attachInterface', [isPort ? 'portId' : 'networkId']: target ?? '' })
      })}
    >
      <Select
        label="Network or port"
        allowDeselect={false}
        data-autofocus
        data={[
          { group: 'Networks', items: options?.networks.map(({ id, name }) => ({ value: id, label: name })) ?? [] },
          { group: 'Ports that are there already', items: options?.ports.map(portChoice) ?? [] },
        ]}
        {...form.getInputProps('target')}
      />
      <Text size="sm" c="dimmed">
        The card appears in the running guest, which has to ask for its address itself.
      </Text>
    </FormDialog>
  )
}
