import { MultiSelect, SegmentedControl, Select } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { NamePicker } from '#shared/name-picker'
import { grantPath, systemGrants, type GrantPlace, type Named } from '#shared/roles-query'
import { useBff } from '#shared/scope'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { useRefusalBy } from '#ui/permit'
import type { Holder } from '#shared/roles-query'
import { domainNamesQuery } from './names-query.ts'

interface GrantFormProps {
  holder: Holder
  roles: readonly Named[]
  opened: boolean
  onClose: () => void
}

interface Grant {
  level: GrantPlace['kind']
  placeId: string | null
  roleIds: string[]
}

/** Gives somebody, or a group, roles in a project, in a domain or on the whole cloud. */
export function GrantForm({ holder, roles, opened, onClose }: GrantFormProps) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const { data: domains } = useSuspenseQuery(domainNamesQuery(bff))
  const member = roles.find(({ name }) => name === 'member')
  const form = useForm<Grant>({
    initialValues: { level: 'project', placeId: null, roleIds: member ? [member.id] : [] },
    validate: {
      placeId: (id, { level }) => (level === 'system' || id ? null : t('Choose where')),
      roleIds: (ids) => (ids.length > 0 ? null : t('Choose at least one role')),
    },
  })
  const grant = useMutation({
    mutationFn: ({ level, placeId, roleIds }: Grant) => {
      const place: GrantPlace = level === 'system' ? { kind: level } : { kind: level, id: placeId! }
      return Promise.all(
        roleIds.map((roleId) => api(bff).send('identity', grantPath(place, holder, roleId), { method: 'PUT' })),
      )
    },
    // After a failure too: some of the roles may have been given.
    onSettled: () => refetchAfter(queryClient, { topic: 'project' }),
    onSuccess: () => close(),
  })
  const close = () => {
    form.reset()
    grant.reset()
    onClose()
  }
  const { level, placeId } = form.values
  const refusal = useRefusalBy()(level === 'system' ? systemGrants[holder.kind].create : 'identity:create_grant')
  return (
    <FormDialog
      title={t('Add role to {{name}}', { name: holder.name })}
      opened={opened}
      onClose={close}
      onSubmit={form.onSubmit((values) => grant.mutate(values))}
      submitLabel={t('Add role')}
      isPending={grant.isPending}
      error={grant.error}
      refusal={refusal}
    >
      <SegmentedControl
        aria-label={t('Level')}
        data={[
          { value: 'project', label: t('Project') },
          { value: 'domain', label: t('Domain') },
          { value: 'system', label: t('Whole cloud') },
        ]}
        value={level}
        onChange={(value) => form.setValues({ level: value as Grant['level'], placeId: null })}
      />
      {level === 'project' && (
        <NamePicker
          kind="project"
          label={t('Project')}
          isFirst
          id={placeId}
          error={form.errors['placeId']}
          onChange={(id) => form.setFieldValue('placeId', id)}
        />
      )}
      {level === 'domain' && (
        <Select
          label={t('Domain')}
          searchable
          data={[...domains].map(([value, label]) => ({ value, label }))}
          {...form.getInputProps('placeId')}
        />
      )}
      <MultiSelect
        label={t('Roles')}
        searchable
        data={roles.map(({ id, name }) => ({ value: id, label: name }))}
        {...form.getInputProps('roleIds')}
      />
    </FormDialog>
  )
}
