import { Select, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { ask, bff, type ServerInterface } from '#app/bff'
import { FormDialog } from '#ui/form-dialog'
import type { ActionFormProps } from '../action-form.ts'

const cardChoice = ({ portId, mac, addresses }: ServerInterface) => ({
  value: portId,
  label: [...addresses, mac].join(' · '),
})

/** Takes a network card out of the guest. */
export function ServerDetachInterfaceForm({ server, dialog, onWish }: ActionFormProps) {
  const { data, error } = useQuery({
    queryKey: ['server', server.id, 'interfaces'],
    queryFn: () => ask(bff.servers[':id'].interfaces.$get({ param: { id: server.id } })),
  })
  const form = useForm({
    initialValues: { portId: null as string | null },
    validate: { portId: (id) => (id ? null : 'Choose a network card') },
  })
  return (
    <FormDialog
      {...dialog}
      error={dialog.error ?? error}
      title={`Detach a network from ${server.name}?`}
      submitLabel="Detach"
      isDangerous
      onSubmit={form.onSubmit(({ portId }) => onWish({ action: 'detachInterface', portId: portId ?? '' }))}
    >
      <Select
        label="Network card"
        placeholder={data?.interfaces.length === 0 ? 'It has none' : 'Which one'}
        allowDeselect={false}
        data={data?.interfaces.map(cardChoice) ?? []}
        {...form.getInputProps('portId')}
      />
      <Text size="sm">
        Whoever is connected over it loses the connection. A port that was made for this server goes with it.
      </Text>
    </FormDialog>
  )
}
