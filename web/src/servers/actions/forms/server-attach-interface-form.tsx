import { Select, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import type { ActionFormProps } from '../action-form.ts'
import { portChoice } from '../../choices/port-choice.ts'
import { useCreateOptions } from '../../choices/use-create-options.ts'

/** One more network interface: on a network, with an address of one's choice if need be, or with an existing port. */
export function ServerAttachInterfaceForm({ server, dialog: state, onCommand }: ActionFormProps) {
  const { options, dialog } = useCreateOptions(state)
  const form = useForm({
    initialValues: { target: null as string | null, fixedAddress: '' },
    validate: { target: (target) => (target ? null : t('Choose a network or a port')) },
  })
  const isPort = (target: string | null) => options?.ports.some(({ id }) => id === target) ?? false
  const { target } = form.getValues()
  return (
    <FormDialog
      {...dialog}
      title={t('Attach a network to {{name}}', { name: server.name })}
      submitLabel={t('Attach')}
      onSubmit={form.onSubmit(({ target: chosen, fixedAddress }) => {
        const id = chosen ?? ''
        if (isPort(id)) return onCommand({ action: 'attachInterface', portId: id })
        const address = fixedAddress.trim()
        onCommand({ action: 'attachInterface', networkId: id, ...(address ? { fixedAddress: address } : {}) })
      })}
    >
      <Select
        label={t('Network or port')}
        allowDeselect={false}
        data-autofocus
        data={[
          { group: t('Networks'), items: options?.networks.map(({ id, name }) => ({ value: id, label: name })) ?? [] },
          { group: t('Existing ports'), items: options?.ports.map(portChoice) ?? [] },
        ]}
        {...form.getInputProps('target')}
      />
      {target && !isPort(target) && (
        <TextInput
          label={t('Fixed address')}
          description={t('Optional. The next free address of the network otherwise.')}
          classNames={{ input: 'mono' }}
          autoComplete="off"
          {...form.getInputProps('fixedAddress')}
        />
      )}
      <Text size="sm" c="dimmed">
        {t('The interface appears in the running guest. The guest has to request its address itself.')}
      </Text>
    </FormDialog>
  )
}
