import { NumberInput, SimpleGrid, Switch, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { FlavorView } from '@kilonova/compute-core/api/flavors/flavor-schema'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { copyOf, flavorCreation, type FlavorFields, flavorProblems, newFlavor } from './flavor-fields.ts'
import { flavorAddress, type FlavorRow, type NamedProject } from './flavor-query.ts'
import { ProjectsField } from './projects-field.tsx'

interface FlavorFormProps {
  opened: boolean
  onClose: () => void
  onCreated: (id: string) => void
  /** The flavor that is copied, with the projects that have it. */
  original?: { flavor: FlavorRow; projects: readonly NamedProject[] } | undefined
}

/** Makes a flavor, new or as a copy of another one: its sizes and who may use it stay as they are made. */
export function FlavorForm({ opened, onClose, onCreated, original }: FlavorFormProps) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const projects = original?.projects ?? []
  const form = useForm<FlavorFields>({
    initialValues: original
      ? copyOf(
          original.flavor,
          projects.map(({ id }) => id),
        )
      : newFlavor,
    validate: flavorProblems,
  })
  const extraSpecs = original?.flavor.extra_specs ?? {}
  const copied = Object.keys(extraSpecs).length
  const save = useMutation({
    mutationFn: async (fields: FlavorFields) => {
      const json = { flavor: flavorCreation(fields) }
      const { flavor } = await api(bff).read<{ flavor: FlavorView }>('compute', '/flavors', { method: 'POST', json })
      const complete = async () => {
        if (copied > 0) await setExtraSpecs(flavor.id)
        if (!fields.isPublic) for (const id of fields.projectIds) await give(flavor.id, id)
      }
      // One that is half made is not left behind: the form can be sent again.
      await complete().catch(async (refused: unknown) => {
        await api(bff)
          .send('compute', flavorAddress(flavor.id), { method: 'DELETE' })
          .catch(() => undefined)
        throw refused
      })
      return flavor.id
    },
    onSuccess: async (id) => {
      close()
      await refetchAfter(queryClient, { topic: 'flavor', id })
      onCreated(id)
    },
  })
  const setExtraSpecs = (id: string) =>
    api(bff).send('compute', `${flavorAddress(id)}/os-extra_specs`, {
      method: 'POST',
      json: { extra_specs: extraSpecs },
    })
  const give = (id: string, tenant: string) =>
    api(bff).send('compute', `${flavorAddress(id)}/action`, { method: 'POST', json: { addTenantAccess: { tenant } } })
  const close = () => {
    form.reset()
    save.reset()
    onClose()
  }
  const size = (field: 'vcpus' | 'ram' | 'disk' | 'ephemeral' | 'swap', label: string, description?: string) => (
    <NumberInput label={label} description={description} min={0} allowDecimal={false} {...form.getInputProps(field)} />
  )
  const { isPublic, projectIds } = form.values
  return (
    <FormDialog
      title={original ? t('Copy flavor {{name}}', { name: original.flavor.name }) : t('Create flavor')}
      opened={opened}
      onClose={close}
      onSubmit={form.onSubmit((fields) => save.mutate(fields))}
      submitLabel={t('Create flavor')}
      isPending={save.isPending}
      error={save.error}
      size="lg"
    >
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          label={t('Name')}
          data-autofocus
          autoComplete="off"
          maxLength={255}
          {...form.getInputProps('name')}
        />
        <TextInput
          label={t('ID')}
          placeholder={t('The cloud makes one')}
          autoComplete="off"
          maxLength={255}
          {...form.getInputProps('id')}
        />
        {size('vcpus', t('vCPUs'))}
        {size('ram', t('Memory in MB'))}
        {size('disk', t('Root disk in GB'), t('0 is as large as the image'))}
        {size('ephemeral', t('Ephemeral disk in GB'), t('A second, empty disk'))}
        {size('swap', t('Swap in MB'))}
      </SimpleGrid>
      <Switch
        label={t('Public')}
        description={t('Every project can use it. This cannot be changed later.')}
        {...form.getInputProps('isPublic', { type: 'checkbox' })}
      />
      {!isPublic && (
        <ProjectsField
          label={t('Projects')}
          description={t('Only these can use it, and administrators. More can be added later.')}
          known={projects}
          value={projectIds}
          onChange={(ids) => form.setFieldValue('projectIds', ids)}
        />
      )}
      <Textarea
        label={t('Description')}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={65_535}
        {...form.getInputProps('description')}
      />
      {copied > 0 && <Text size="sm">{t('{{count}} extra specs are copied with it.', { count: copied })}</Text>}
    </FormDialog>
  )
}
