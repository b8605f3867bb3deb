import { Select, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import type { ServerInterface } from '#shared/bff'
import { useBff } from '#shared/scope'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import type { ActionFormProps } from '../action-form.ts'
import { serverInterfacesQuery } from '../server-interfaces-query.ts'

const interfaceChoice = ({ portId, mac, addresses, networkId, networkName }: ServerInterface) => ({
  value: portId,
  label: [...addresses, mac, networkName ?? networkId].join(' · '),
})

/** Removes a network interface from the guest. */
export function ServerDetachInterfaceForm({ server, dialog, onCommand }: ActionFormProps) {
  const { data, error } = useQuery(serverInterfacesQuery(useBff(), server.id))
  const form = useForm({
    initialValues: { portId: null as string | null },
    validate: { portId: (id) => (id ? null : t('Choose a network interface')) },
  })
  return (
    <FormDialog
      {...dialog}
      error={dialog.error ?? error}
      title={t('Detach a network from {{name}}?', { name: server.name })}
      submitLabel={t('Detach')}
      isDangerous
      onSubmit={form.onSubmit(({ portId }) => onCommand({ action: 'detachInterface', portId: portId ?? '' }))}
    >
      <Select
        label={t('Network interface')}
        placeholder={data?.interfaces.length === 0 ? t('This server has none') : t('Choose a network interface')}
        allowDeselect={false}
        data={data?.interfaces.map(interfaceChoice) ?? []}
        {...form.getInputProps('portId')}
      />
      <Text size="sm">
        {t('Connections through this interface are lost. A port that was created for this server is deleted.')}
      </Text>
    </FormDialog>
  )
}
