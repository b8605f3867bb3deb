import { MultiSelect, SegmentedControl, Select } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '#shared/api'
import { type Scope, useBff } from '#shared/scope'
import { sessionQuery } from '#shared/session'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { candidatesQuery, grantPath, type Member, membersQuery } from './access-queries.ts'

interface AddMemberFormProps {
  scope: Extract<Scope, { kind: 'project' }>
  roles: readonly { id: string; name: string }[]
  opened: boolean
  onClose: () => void
}

const empty = { kind: 'user' as Member['kind'], id: null as string | null, roleIds: [] as string[] }

/** Gives somebody, or a group, roles in the project. */
export function AddMemberForm({ scope, roles, opened, onClose }: AddMemberFormProps) {
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
          api(bff).send('identity', grantPath(scope.id, { kind, id: id! }, roleId), { method: 'PUT' }),
        ),
      ),
    // After a failure too: some of the roles may have been given.
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries(membersQuery(bff, scope.id)),
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
      <Candidates
        key={kind}
        kind={kind}
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

interface CandidatesProps {
  kind: Member['kind']
  id: string | null
  error: React.ReactNode
  onChange: (id: string | null) => void
}

/** Finds somebody by a part of their name: a cloud may have more people than fit a list. */
function Candidates({ kind, id, error, onChange }: CandidatesProps) {
  const bff = useBff()
  const [typed, setTyped] = useState('')
  const [text] = useDebouncedValue(typed.trim(), 200)
  const { data = [], isFetching } = useQuery({
    ...candidatesQuery(bff, kind, text),
    placeholderData: (before) => before,
  })
  return (
    <Select
      label={kind === 'user' ? t('User') : t('Group')}
      placeholder={t('Type a part of the name')}
      searchable
      data-autofocus
      data={data.map((one) => ({ value: one.id, label: one.name }))}
      // The cloud has filtered them already.
      filter={({ options }) => options}
      searchValue={typed}
      onSearchChange={setTyped}
      value={id}
      onChange={onChange}
      error={error}
      nothingFoundMessage={
        text === '' ? t('Type a part of the name') : isFetching ? t('Searching') : t('Nobody is called so')
      }
    />
  )
}
