import { MultiSelect, SegmentedControl } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '#shared/api'
import { NamePicker } from '#shared/name-picker'
import { grantPath } from '#shared/roles-query'
import { useBff } from '#shared/scope'
import { sessionQuery } from '#shared/session'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { type Member, membersQuery } from './access-queries.ts'

interface AddMemberFormProps {
  projectId: string
  roles: readonly { id: string; name: string }[]
  opened: boolean
  onClose: () => void
}

const empty = { kind: 'user' as Member['kind'], id: null as string | null, roleIds: [] as string[] }

/** Gives somebody, or a group, roles in the project. */
export function AddMemberForm({ projectId, roles, opened, onClose }: AddMemberFormProps) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const member = roles.find(({ name }) => name === 'member')
  const form = useForm({
    initialValues: { ...empty, roleIds: member ? [member.id] : [] },
    validate: {
      id: (id) => (id ? null : t('Choose whom to add')),
      roleIds: (ids) => (ids.length > 0 ? null : t('Choose at least one role')),
    },
  })
  const add = useMutation({
    mutationFn: ({ kind, id, roleIds }: typeof empty) =>
      Promise.all(
        roleIds.map((roleId) =>
          api(bff).send('identity', grantPath({ kind: 'project', id: projectId }, { kind, id: id! }, roleId), {
            method: 'PUT',
          }),
        ),
      ),
    // After a failure too: some of the roles may have been given.
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries(membersQuery(bff, projectId)),
        queryClient.invalidateQueries(sessionQuery),
      ]),
    onSuccess: () => close(),
  })
  const close = () => {
    form.reset()
    add.reset()
    onClose()
  }
  const { kind, id } = form.values
  return (
    <FormDialog
      title={t('Add member')}
      opened={opened}
      onClose={close}
      onSubmit={form.onSubmit((values) => add.mutate(values))}
      submitLabel={t('Add member')}
      isPending={add.isPending}
      error={add.error}
    >
      <SegmentedControl
        aria-label={t('Kind')}
        data={[
          { value: 'user', label: t('User') },
          { value: 'group', label: t('Group') },
        ]}
        value={kind}
        onChange={(value) => form.setValues({ kind: value as Member['kind'], id: null })}
      />
      <NamePicker
        key={kind}
        kind={kind}
        label={kind === 'user' ? t('User') : t('Group')}
        isFirst
        id={id}
        error={form.errors['id']}
        onChange={(next) => form.setFieldValue('id', next)}
      />
      <MultiSelect
        label={t('Roles')}
        searchable
        data={roles.map((role) => ({ value: role.id, label: role.name }))}
        {...form.getInputProps('roleIds')}
      />
    </FormDialog>
  )
}
