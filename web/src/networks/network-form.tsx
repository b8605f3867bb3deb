import { Checkbox, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { NetworkView } from '@kilonova/compute-core/services/network/api/network-view'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { NamePicker } from '#shared/name-picker'
import { useBff, useScope } from '#shared/scope'
import { useIsPermitted } from '#ui/permit'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { creationOf, newSubnet, problemsOf, type SubnetFields } from './subnet-fields.ts'
import { SubnetFieldInputs } from './subnet-field-inputs.tsx'

interface NetworkFormProps {
  opened: boolean
  onClose: () => void
  onCreated: (id: string) => void
}

const empty = { name: '', shared: false, hasSubnet: true, projectId: null as string | null }

/** Creates a network, and its first subnet with it. */
export function NetworkForm({ opened, onClose, onCreated }: NetworkFormProps) {
  const bff = useBff()
  const { kind } = useScope()
  const isPermitted = useIsPermitted()
  const queryClient = useQueryClient()
  const form = useForm({
    initialValues: empty,
    validate: {
      name: (name) => (name.trim() ? null : t('Give the network a name.')),
      projectId: (id) => (kind === 'admin' && id === null ? t('Choose a project.') : null),
    },
  })
  const subnet = useForm<SubnetFields>({ initialValues: newSubnet, validate: problemsOf })
  const save = useMutation({
    mutationFn: async ({ name, shared, hasSubnet, projectId }: typeof empty) => {
      const { network } = await api(bff).read<{ network: NetworkView }>('network', '/networks', {
        method: 'POST',
        json: {
          network: {
            name: name.trim(),
            ...(shared ? { shared } : {}),
            ...(projectId === null ? {} : { project_id: projectId }),
          },
        },
      })
      if (hasSubnet) await addSubnet(network.id)
      return network.id
    },
    onSuccess: async (id) => {
      close()
      await refetchAfter(queryClient, { topic: 'network' })
      onCreated(id)
    },
  })
  /** A network without the subnet that was asked for is not left behind: the form can be sent again. */
  const addSubnet = async (networkId: string) => {
    const json = { subnet: creationOf(subnet.getValues(), networkId) }
    try {
      await api(bff).send('network', '/subnets', { method: 'POST', json })
    } catch (refused) {
      await api(bff)
        .send('network', `/networks/${networkId}`, { method: 'DELETE' })
        .catch(() => undefined)
      throw refused
    }
  }
  const close = () => {
    form.reset()
    subnet.reset()
    save.reset()
    onClose()
  }
  const { hasSubnet } = form.getValues()
  return (
    <FormDialog
      title={t('Create network')}
      opened={opened}
      onClose={close}
      onSubmit={() => {
        const isSubnetRight = !hasSubnet || !subnet.validate().hasErrors
        if (!form.validate().hasErrors && isSubnetRight) save.mutate(form.getValues())
      }}
      submitLabel={t('Create network')}
      isPending={save.isPending}
      error={save.error}
    >
      <TextInput label={t('Name')} data-autofocus autoComplete="off" maxLength={255} {...form.getInputProps('name')} />
      {kind === 'admin' && (
        <NamePicker
          kind="project"
          label={t('Project')}
          id={form.getValues().projectId}
          error={form.errors['projectId']}
          onChange={(id) => form.setFieldValue('projectId', id)}
        />
      )}
      {isPermitted('create_network:shared') && (
        <Checkbox
          label={t('Share with all projects')}
          description={t('Everybody in this cloud can then attach servers to it')}
          {...form.getInputProps('shared', { type: 'checkbox' })}
        />
      )}
      <Checkbox
        label={t('Create a subnet with it')}
        description={t('Servers get addresses from subnets only')}
        {...form.getInputProps('hasSubnet', { type: 'checkbox' })}
      />
      {hasSubnet && <SubnetFieldInputs form={subnet} />}
    </FormDialog>
  )
}
