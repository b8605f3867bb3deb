import { Button, Checkbox, Group, PasswordInput, Select, Textarea, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import type { CreateOptions } from '#app/bff'
import { KeyValueEditor } from '#ui/key-value-editor'
import { TagsEditor } from '#ui/tags-editor'
import { CreateSection } from './create-section.tsx'
import type { CreateWish } from './create-wish.ts'

interface CreateExtrasProps {
  form: UseFormReturnType<CreateWish>
  options: CreateOptions
}

/** What the guest is told at its first start. */
export function CreateFirstStart({ form }: Pick<CreateExtrasProps, 'form'>) {
  const { errors } = form
  return (
    <CreateSection title="First start" hasError={Boolean(errors['userData'] ?? errors['hostname'])}>
      <Textarea
        label="User data"
        description="A script or cloud-config that the guest runs at its first start"
        autosize
        minRows={4}
        maxRows={14}
        spellCheck={false}
        classNames={{ input: 'mono' }}
        {...form.getInputProps('userData')}
      />
      <TextInput
        label="Host name"
        description="Left empty, it is made from the name"
        autoComplete="off"
        {...form.getInputProps('hostname')}
      />
      <PasswordInput
        label="Administrator’s password"
        description="Left empty, the cloud makes one that nobody is shown: the key pair is the way in."
        autoComplete="new-password"
        {...form.getInputProps('adminPassword')}
      />
      <Checkbox
        label="Config drive"
        description="User data and keys on a small disk too, for guests without a network"
        {...form.getInputProps('configDrive', { type: 'checkbox' })}
      />
    </CreateSection>
  )
}

/** What people find a server by. */
export function CreateLabels({ form }: Pick<CreateExtrasProps, 'form'>) {
  return (
    <CreateSection title="Labels" hasError={Boolean(form.errors['metadata'])}>
      <TextInput label="Description" autoComplete="off" maxLength={255} {...form.getInputProps('description')} />
      <TagsEditor label="Tags" {...form.getInputProps('tags')} />
      <KeyValueEditor
        label="Metadata"
        description="The guest can read it at its metadata service"
        {...form.getInputProps('metadata')}
      />
    </CreateSection>
  )
}

/** Where it runs: zone, group, and for administrators the host itself. */
export function CreatePlacement({ form, options, onNewGroup }: CreateExtrasProps & { onNewGroup: () => void }) {
  return (
    <CreateSection title="Placement" hasError={Boolean(form.errors['hints'])}>
      <Select label="Zone" placeholder="Any" clearable data={options.zones} {...form.getInputProps('zone')} />
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <Select
          label="Server group"
          placeholder="None"
          clearable
          flex={1}
          data={options.groups.map(({ id, name, policy }) => ({ value: id, label: `${name} (${policy})` }))}
          {...form.getInputProps('groupId')}
        />
        <Button variant="default" onClick={onNewGroup}>
          New group
        </Button>
      </Group>
      {options.hosts.length > 0 && (
        <Select
          label="Host"
          description="For administrators: the scheduler is told this one and no other"
          placeholder="As the scheduler finds"
          clearable
          searchable
          data={options.hosts}
          {...form.getInputProps('host')}
        />
      )}
      <KeyValueEditor
        label="Scheduler hints"
        description="Advanced: same_host, different_host, build_near_host_ip with cidr, query. Several ids are separated by commas."
        {...form.getInputProps('hints')}
      />
    </CreateSection>
  )
}
