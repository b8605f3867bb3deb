import { Anchor, Button, Checkbox, Group, Select, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { Link } from 'react-router'
import type { CreateOptions } from '#shared/bff'
import { fitAddress } from '#shared/fit-address'
import { useScope } from '#shared/scope'
import { t } from '#ui/i18n'
import { KeyValueEditor } from '#ui/key-value-editor'
import { TagsEditor } from '#ui/tags-editor'
import { CreateSection } from './create-section.tsx'
import type { CreateForm } from './create-form.ts'
import { UserDataField } from './user-data-field.tsx'

interface CreateExtrasProps {
  form: UseFormReturnType<CreateForm>
  options: CreateOptions
}

type Form = Pick<CreateExtrasProps, 'form'>

/** What the guest reads on its first boot. */
export function CreateFirstBoot({ form }: Form) {
  const { errors } = form
  const { userData, hostname, configDrive } = form.getValues()
  return (
    <CreateSection
      title={t('First boot')}
      about={t('User data, hostname, config drive')}
      isFilled={userData !== '' || hostname !== '' || configDrive}
      hasError={Boolean(errors['userData'] ?? errors['hostname'])}
    >
      <UserDataField form={form} />
      <TextInput
        label={t('Hostname')}
        description={t('If left empty, it is derived from the name')}
        autoComplete="off"
        {...form.getInputProps('hostname')}
      />
      <Checkbox
        label={t('Config drive')}
        description={t('Also provides user data and keys on a small disk, for guests without a network')}
        {...form.getInputProps('configDrive', { type: 'checkbox' })}
      />
    </CreateSection>
  )
}

/** What servers are described and found by. */
export function CreateLabels({ form }: Form) {
  const { description, tags, metadata } = form.getValues()
  return (
    <CreateSection
      title={t('Labels')}
      about={t('Description, tags, metadata')}
      isFilled={description !== '' || tags.length > 0 || metadata.length > 0}
      hasError={Boolean(form.errors['metadata'])}
    >
      <TextInput label={t('Description')} autoComplete="off" maxLength={255} {...form.getInputProps('description')} />
      <TagsEditor label={t('Tags')} {...form.getInputProps('tags')} />
      <KeyValueEditor
        label={t('Metadata')}
        description={t('Available to the guest through the metadata service')}
        {...form.getInputProps('metadata')}
      />
    </CreateSection>
  )
}

/** Where the server runs: zone, group, and for administrators the host itself. */
export function CreatePlacement({ form, options, onNewGroup }: CreateExtrasProps & { onNewGroup: () => void }) {
  const { zone, host, groupId, hints, flavorId, imageId, count } = form.getValues()
  const scope = useScope()
  return (
    <CreateSection
      title={t('Placement')}
      about={options.hosts.length > 0 ? t('Zone, server group, host, hints') : t('Zone, server group, hints')}
      isFilled={zone !== null || host !== null || groupId !== null || hints.length > 0}
      hasError={Boolean(form.errors['hints'])}
    >
      <Select label={t('Zone')} placeholder={t('Any')} clearable data={options.zones} {...form.getInputProps('zone')} />
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <Select
          label={t('Server group')}
          placeholder={t('None')}
          clearable
          flex={1}
          data={options.groups.map(({ id, name, policy }) => ({ value: id, label: `${name} (${policy})` }))}
          {...form.getInputProps('groupId')}
        />
        <Button variant="default" onClick={onNewGroup}>
          {t('Create server group')}
        </Button>
      </Group>
      {options.hosts.length > 0 && (
        <Select
          label={t('Host')}
          description={t('Administrators only. The server runs on this host or not at all.')}
          placeholder={t('Chosen by the scheduler')}
          clearable
          searchable
          data={options.hosts}
          {...form.getInputProps('host')}
        />
      )}
      <KeyValueEditor
        label={t('Scheduler hints')}
        description={t(
          'Advanced: same_host, different_host, build_near_host_ip with cidr, query. Separate several IDs with commas.',
        )}
        {...form.getInputProps('hints')}
      />
      {scope.isAdmin && (
        <Anchor
          component={Link}
          size="sm"
          // In a tab of its own: what is filled in here stays.
          target="_blank"
          to={fitAddress({
            flavor: flavorId,
            image: imageId,
            zone,
            host,
            group: groupId,
            count: count || 1,
            hints,
            project: scope.kind === 'project' ? scope.id : null,
          })}
        >
          {t('Would it fit?')}
        </Anchor>
      )}
    </CreateSection>
  )
}
