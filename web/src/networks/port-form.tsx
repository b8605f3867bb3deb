import type { NetworkView } from '@kilonova/compute-core/services/network/api/network-view'
import type { PortView } from '@kilonova/compute-core/services/network/api/port-view'
import { addressNumber } from '@kilonova/compute-core/services/network/domain/ipv4'
import { Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { networkChoicesQuery } from './network-queries.ts'
import { nameOf } from './network-words.tsx'

interface PortFormProps {
  /** The network that it is on; without it, one is chosen. */
  networkId?: string | undefined
  opened: boolean
  onClose: () => void
}

/** Creates a port, which keeps an address for a server to come. */
export function PortForm({ networkId, opened, onClose }: PortFormProps) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const form = useForm({
    initialValues: { name: '', network: networkId ?? null, address: '' },
    validate: {
      network: (network: string | null) => (network === null ? t('Choose a network.') : null),
      address: (address) =>
        address.trim() === '' || addressNumber(address.trim()) !== undefined
          ? null
          : t('{{address}} is not an IPv4 address.', { address: address.trim() }),
    },
  })
  const save = useMutation({
    mutationFn: ({ name, network, address }: ReturnType<typeof form.getValues>) => {
      const fixed = address.trim() === '' ? {} : { fixed_ips: [{ ip_address: address.trim() }] }
      const json = { port: { name: name.trim(), network_id: network, ...fixed } }
      return api(bff).send('network', '/ports', { method: 'POST', json })
    },
    onSuccess: async () => {
      close()
      await refetchAfter(queryClient, { topic: 'port' })
    },
  })
  const close = () => {
    form.reset()
    save.reset()
    onClose()
  }
  return (
    <FormDialog
      title={t('Create port')}
      opened={opened}
      onClose={close}
      onSubmit={form.onSubmit((values) => save.mutate(values))}
      submitLabel={t('Create port')}
      isPending={save.isPending}
      error={save.error}
    >
      <TextInput label={t('Name')} data-autofocus autoComplete="off" maxLength={255} {...form.getInputProps('name')} />
      {networkId === undefined && <NetworkSelect {...form.getInputProps('network')} />}
      <TextInput
        label={t('Fixed address')}
        description={t('Any free one if left empty')}
        autoComplete="off"
        classNames={{ input: 'mono' }}
        {...form.getInputProps('address')}
      />
    </FormDialog>
  )
}

function NetworkSelect(field: { value?: string | null; onChange?: (value: string | null) => void }) {
  const [typed, setTyped] = useState('')
  const [text] = useDebouncedValue(typed, 200)
  const { data = [] } = useQuery({ ...networkChoicesQuery(useBff(), text), placeholderData: keepPreviousData })
  return (
    <Select
      label={t('Network')}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      // The cloud has searched already, ids and ranges included.
      filter={({ options }) => options}
      data={data.map((network: NetworkView) => ({ value: network.id, label: nameOf(network) }))}
      nothingFoundMessage={t('No network matches')}
      {...field}
    />
  )
}

/** Gives a port another name. */
export function EditPortForm({ port, onClose }: { port: PortView; onClose: () => void }) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const form = useForm({ initialValues: { name: port.name } })
  const save = useMutation({
    mutationFn: ({ name }: { name: string }) =>
      api(bff).send('network', `/ports/${port.id}`, { method: 'PUT', json: { port: { name: name.trim() } } }),
    onSuccess: async () => {
      onClose()
      await refetchAfter(queryClient, { topic: 'port', id: port.id })
    },
  })
  return (
    <FormDialog
      title={t('Rename port')}
      opened
      onClose={onClose}
      onSubmit={form.onSubmit((values) => save.mutate(values))}
      submitLabel={t('Save')}
      isPending={save.isPending}
      error={save.error}
    >
      <TextInput label={t('Name')} data-autofocus autoComplete="off" maxLength={255} {...form.getInputProps('name')} />
    </FormDialog>
  )
}
