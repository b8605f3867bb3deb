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
import { NamePicker } from '#shared/name-picker'
import { useBff, useScope } from '#shared/scope'
import { changedFields } from '#ui/changed-fields'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { networkChoicesQuery, networkQuery, subnetUseQuery, type RangeUse } from './network-queries.ts'
import { nameOf } from './network-words.tsx'

interface PortFormProps {
  /** The network that it is on; without it, one is chosen. */
  on?: NetworkView | undefined
  opened: boolean
  onClose: () => void
}

/** Creates a port, which keeps an address for a server to come. */
export function PortForm({ on, opened, onClose }: PortFormProps) {
  const bff = useBff()
  const isOfAll = useScope().kind === 'admin'
  const queryClient = useQueryClient()
  const form = useForm({
    initialValues: { name: '', network: on?.id ?? null, address: '', projectId: null as string | null },
    validate: {
      network: (network: string | null) => (network === null ? t('Choose a network.') : null),
      address: (address) =>
        address.trim() === '' || addressNumber(address.trim()) !== undefined
          ? null
          : t('{{address}} is not an IPv4 address.', { address: address.trim() }),
    },
  })
  const { network: networkId, address: typed } = form.getValues()
  const { data: chosen = on } = useQuery({
    ...networkQuery(bff, networkId ?? ''),
    enabled: opened && networkId !== null,
  })
  const { data: subnets } = useQuery({ ...subnetUseQuery(bff, networkId ?? ''), enabled: opened && networkId !== null })
  const save = useMutation({
    mutationFn: ({ name, network, address, projectId }: ReturnType<typeof form.getValues>) => {
      // Under administration there is no project of the page: the network's is the likeliest.
      const owner = projectId ?? (isOfAll ? chosen?.project_id : undefined)
      const fixed = address.trim() === '' ? {} : { fixed_ips: [{ ip_address: address.trim() }] }
      const json = {
        port: { name: name.trim(), network_id: network, ...fixed, ...(owner ? { project_id: owner } : {}) },
      }
      return api(bff).send('network', '/ports', { method: 'POST', json })
    },
    onSuccess: async () => {
      close()
      await refetchAfter(queryClient, { topic: 'port' })
    },
    onError: ({ message }, { address, network }) => {
      if (!isAbout(message, address)) return
      form.setFieldError('address', message.replace(network!, chosen?.name || network!))
      form.getInputNode('address')?.focus()
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
      error={save.error && isAbout(save.error.message, typed) ? null : save.error}
    >
      <TextInput label={t('Name')} data-autofocus autoComplete="off" maxLength={255} {...form.getInputProps('name')} />
      {on === undefined && <NetworkSelect {...form.getInputProps('network')} />}
      {isOfAll && (
        <NamePicker
          kind="project"
          label={t('Project')}
          description={t('That of the network if left empty')}
          id={form.getValues().projectId}
          onChange={(id) => form.setFieldValue('projectId', id)}
        />
      )}
      <TextInput
        label={t('Fixed address')}
        description={anyFree(subnets)}
        autoComplete="off"
        classNames={{ input: 'mono' }}
        {...form.getInputProps('address')}
      />
    </FormDialog>
  )
}

/** Whether the cloud has refused the address that was asked for: that is said at its field. */
const isAbout = (message: string, address: string) => address.trim() !== '' && message.includes(address.trim())

/** Which addresses there are to choose from. */
function anyFree(subnets: readonly RangeUse[] | undefined): string {
  if (!subnets) return t('Any free one if left empty')
  if (subnets.length === 0) return t('The network has no subnet, so the port gets no address.')
  return t('Any free one of {{ranges}} if left empty', { ranges: subnets.map(({ cidr }) => cidr).join(', ') })
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
  // As it was when the form was opened.
  const [before] = useState({ name: port.name })
  const form = useForm({ initialValues: before })
  const save = useMutation({
    mutationFn: (values: typeof before) =>
      api(bff).send('network', `/ports/${port.id}`, {
        method: 'PUT',
        json: { port: changedFields(before, values) },
      }),
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
