import { addressNumber } from '@kilonova/compute-core/services/network/domain/ipv4'
import { Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ServerInterface } from '#shared/bff'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { Confirm } from '#ui/confirm'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { addAddress, removeAddress } from './port-addresses.ts'

/** Gives an interface of a server one more address of its network, be the server running or not. */
export function AddAddressForm({ card, onClose }: { card: ServerInterface; onClose: () => void }) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const form = useForm({
    initialValues: { address: '' },
    validate: {
      address: (address) =>
        address.trim() === '' || addressNumber(address.trim()) !== undefined
          ? null
          : t('{{address}} is not an IPv4 address.', { address: address.trim() }),
    },
  })
  const add = useMutation({
    mutationFn: (address: string) => addAddress(bff, card, address.trim()),
    onSuccess: async () => {
      onClose()
      await refetchAfter(queryClient, { topic: 'port', id: card.portId })
    },
  })
  return (
    <FormDialog
      title={t('Add an address on {{network}}', { network: card.networkName ?? card.networkId })}
      opened
      onClose={onClose}
      onSubmit={form.onSubmit(({ address }) => add.mutate(address))}
      submitLabel={t('Add address')}
      isPending={add.isPending}
      error={add.error}
    >
      <TextInput
        label={t('Fixed address')}
        description={t('Optional. The next free address of the network otherwise.')}
        data-autofocus
        autoComplete="off"
        classNames={{ input: 'mono' }}
        {...form.getInputProps('address')}
      />
      <Text size="sm" c="dimmed">
        {t('The network lets it through at once. In the guest it has to be set up by hand: DHCP gives only one.')}
      </Text>
    </FormDialog>
  )
}

interface RemoveAddressProps {
  card: ServerInterface
  address: string
  onClose: () => void
}

/** Takes an address from an interface of a server. */
export function RemoveAddressQuestion({ card, address, onClose }: RemoveAddressProps) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const remove = useMutation({
    mutationFn: () => removeAddress(bff, card.portId, address),
    onSuccess: async () => {
      onClose()
      await refetchAfter(queryClient, { topic: 'port', id: card.portId })
    },
  })
  return (
    <Confirm
      title={t('Remove {{address}}?', { address })}
      opened
      onClose={onClose}
      submitLabel={t('Remove address')}
      onConfirm={() => remove.mutate()}
      isPending={remove.isPending}
      error={remove.error}
      isDangerous
    >
      {t('The network lets nothing of it through any more, and others may get it. The interface stays.')}
    </Confirm>
  )
}
