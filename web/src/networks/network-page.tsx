import type { NetworkView } from '@kilonova/compute-core/services/network/api/network-view'
import { Checkbox, NumberInput, Switch, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconPencil, IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import { Outlet, useNavigate, useParams } from 'react-router'
import { api } from '#shared/api'
import { RefusalError } from '#shared/bff'
import { refetchAfter } from '#shared/changes'
import { OwnerName } from '#shared/owner-name'
import { adminPaths } from '#shared/paths'
import { type Scope, useBff, usePaths, useScope } from '#shared/scope'
import type { MenuAction } from '#ui/actions-menu'
import { ConfirmDelete } from '#ui/confirm-delete'
import { changedFields } from '#ui/changed-fields'
import { EditInPlace } from '#ui/edit-in-place'
import { editName } from '#ui/edit-name'
import { FactsRail } from '#ui/facts'
import { FormDialog } from '#ui/form-dialog'
import { formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { LoadingPart } from '#ui/loading'
import { NameLink } from '#ui/name-link'
import { useIsPermitted } from '#ui/permit'
import { RelativeTime } from '#ui/relative-time'
import { RouteTabs } from '#ui/route-tabs'
import { Heading, TitleBar } from '#ui/title-bar'
import { networkQuery } from './network-queries.ts'
import { othersRefusal, nameOf, NetworkStatus } from './network-words.tsx'

/** A network with its subnets, its ports and the addresses that are in use. */
export default function NetworkPage() {
  const { id = '' } = useParams()
  const { data, error } = useSuspenseQuery(networkQuery(useBff(), id))
  // Deleted by somebody else while it was shown: what the page says is no longer true.
  if (error instanceof RefusalError && error.status === 404) throw error
  return <LoadedNetwork network={data} />
}

function LoadedNetwork({ network }: { network: NetworkView }) {
  const scope = useScope()
  const paths = usePaths()
  const bff = useBff()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [dialog, setDialog] = useState<'edit' | 'delete' | null>(null)
  const refusal = othersRefusal(scope, network)
  const name = nameOf(network)
  const actions: MenuAction[] = [
    {
      label: t('Edit'),
      icon: <IconPencil size={16} aria-hidden />,
      needs: 'update_network',
      refusal,
      onClick: () => setDialog('edit'),
    },
    {
      label: t('Delete'),
      icon: <IconTrash size={16} aria-hidden />,
      isDangerous: true,
      needs: 'delete_network',
      refusal,
      onClick: () => setDialog('delete'),
    },
  ]
  const close = () => setDialog(null)
  return (
    <>
      <TitleBar
        crumbs={[
          { label: scope.name ?? t('Administration'), to: paths.home() },
          { label: t('Networks'), to: paths.networks() },
        ]}
        title={name}
        heading={<EditableName network={network} refusal={refusal} />}
        status={<NetworkStatus status={network.status} />}
        actions={actions}
        likely={actions.slice(0, 1)}
      />
      <RouteTabs
        label={t('Network sections')}
        tabs={[
          { label: t('Subnets'), to: paths.network(network.id) },
          { label: t('Ports'), to: paths.networkPorts(network.id) },
          { label: t('Addresses'), to: paths.networkAddresses(network.id) },
        ]}
      />
      <div className="split">
        <div className="stack">
          <Suspense fallback={<LoadingPart />}>
            <Outlet context={network} />
          </Suspense>
        </div>
        <FactsRail label={t('Facts')} groups={[{ title: t('Network'), facts: factsOf(network, scope) }]} />
      </div>
      <EditNetworkForm key={String(dialog === 'edit')} network={network} opened={dialog === 'edit'} onClose={close} />
      <ConfirmDelete
        kind={t('network')}
        name={dialog === 'delete' ? name : null}
        consequence={t('and its subnets are deleted for good. A network with ports in use is not deleted.')}
        onClose={close}
        onDelete={async () => {
          await api(bff).send('network', `/networks/${network.id}`, { method: 'DELETE' })
          void navigate(paths.networks())
          await refetchAfter(queryClient, { topic: 'network' })
        }}
      />
    </>
  )
}

const factsOf = (network: NetworkView, scope: Scope) => [
  { name: t('Description'), value: network.description },
  { name: t('Shared'), value: network.shared ? t('With all projects') : t('No') },
  { name: t('External'), value: network['router:external'] ? t('Yes') : t('No') },
  { name: t('Administrative state'), value: network.admin_state_up ? t('In service') : t('Out of service') },
  { name: t('MTU'), value: t('{{bytes}} bytes', { bytes: formatNumber(network.mtu) }) },
  {
    name: t('Port security'),
    value: network.port_security_enabled ? t('Servers send from their own addresses only') : t('Off for new ports'),
  },
  { name: t('Created'), value: <RelativeTime at={network.created_at} /> },
  { name: t('Updated'), value: <RelativeTime at={network.updated_at} /> },
  { name: t('Project'), value: <OwnerName id={network.project_id} /> },
  {
    name: t('Quota'),
    value: scope.kind === 'admin' && (
      <NameLink to={adminPaths.projectQuota(network.project_id)} name={t('Quota of the project')} />
    ),
  },
  { name: t('ID'), value: <span className="mono">{network.id}</span>, copy: network.id },
]

/** Writes changes of a network; resolves once they are shown. */
function useSaveNetwork({ id }: NetworkView) {
  const bff = useBff()
  const queryClient = useQueryClient()
  return async (network: Partial<NetworkView>) => {
    await api(bff).send('network', `/networks/${id}`, { method: 'PUT', json: { network } })
    await refetchAfter(queryClient, { topic: 'network', id })
  }
}

function EditableName({ network, refusal }: { network: NetworkView; refusal: string | undefined }) {
  const save = useSaveNetwork(network)
  return (
    <EditInPlace
      label={t('name')}
      isQuiet
      needs="update_network"
      refusal={refusal}
      value={network.name}
      show={<Heading>{nameOf(network)}</Heading>}
      edit={editName}
      check={(name) => (name.trim() ? null : t('Give the network a name.'))}
      onSave={(name) => save({ name: name.trim() })}
    />
  )
}

interface EditNetworkFormProps {
  network: NetworkView
  opened: boolean
  onClose: () => void
}

function EditNetworkForm({ network, opened, onClose }: EditNetworkFormProps) {
  const { isAdmin } = useScope()
  const isPermitted = useIsPermitted()
  const put = useSaveNetwork(network)
  // As it was when the form was opened: what somebody else changes meanwhile stays.
  const [before] = useState(network)
  const { name, description, mtu, shared, admin_state_up, port_security_enabled } = before
  const start = { name, description, mtu, shared, admin_state_up, port_security_enabled }
  const form = useForm({
    initialValues: { ...start, mtu: mtu as number | string },
    validate: {
      name: (value) => (value.trim() ? null : t('Give the network a name.')),
      mtu: (value) => (Number(value) >= 576 && Number(value) <= 9216 ? null : t('Choose from 576 to 9216 bytes.')),
    },
  })
  const save = useMutation({
    mutationFn: (values: ReturnType<typeof form.getValues>) => {
      return put(changedFields(start, { ...values, mtu: Number(values.mtu) }))
    },
    onSuccess: onClose,
  })
  return (
    <FormDialog
      title={t('Edit network')}
      opened={opened}
      onClose={onClose}
      onSubmit={form.onSubmit((values) => save.mutate(values))}
      submitLabel={t('Save')}
      isPending={save.isPending}
      error={save.error}
    >
      <TextInput label={t('Name')} data-autofocus maxLength={255} {...form.getInputProps('name')} />
      <Textarea
        label={t('Description')}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={255}
        {...form.getInputProps('description')}
      />
      <NumberInput
        label={t('MTU')}
        description={t('The largest packet in bytes. Servers learn it when they next ask for their address.')}
        allowDecimal={false}
        {...form.getInputProps('mtu')}
      />
      <Switch
        label={t('In service')}
        description={t('New servers and ports can use it')}
        {...form.getInputProps('admin_state_up', { type: 'checkbox' })}
      />
      <Checkbox
        label={t('Port security for new ports')}
        description={t('Servers can send from their own addresses only')}
        {...form.getInputProps('port_security_enabled', { type: 'checkbox' })}
      />
      {isPermitted('update_network:shared') && (
        <Checkbox
          label={t('Share with all projects')}
          description={t('Everybody in this cloud can then attach servers to it')}
          {...form.getInputProps('shared', { type: 'checkbox' })}
        />
      )}
      {isAdmin && (
        <Checkbox
          label={t('External')}
          description={t('This cloud has no external networks: its hosts lead no network out.')}
          checked={before['router:external']}
          disabled
        />
      )}
    </FormDialog>
  )
}
