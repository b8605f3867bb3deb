import type { RoleView } from '@kilonova/compute-core/services/identity/api/view-role'
import { identityKeys } from '@kilonova/compute-core/services/identity/domain/list-keys'
import { Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconPlus, IconShield } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { ListColumn } from '#list/descriptor'
import { ResourceList } from '#list/resource-list'
import { useDeletion } from '#list/use-deletion'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { adminPaths } from '#shared/paths'
import { useBff } from '#shared/scope'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { type RoleRow, rolesPageQuery } from './role-query.ts'

const columns: readonly ListColumn<RoleRow>[] = [
  { id: 'name', header: t('Name'), sortKey: 'name', width: 180, cell: ({ name }) => name, value: ({ name }) => name },
  {
    id: 'description',
    header: t('Description'),
    sortKey: 'description',
    width: 320,
    cell: ({ description }) => description,
    value: ({ description }) => description,
  },
  {
    id: 'implies',
    header: t('Implies'),
    width: 200,
    cell: ({ implies }) => implies.join(', '),
    value: ({ implies }) => implies.join(' '),
  },
  {
    id: 'holders',
    header: t('Who has it'),
    width: 120,
    cell: ({ name }) => (
      <Link className="link" to={`${adminPaths.assignments()}?q=${encodeURIComponent(`role:"${name}"`)}`}>
        {t('Show')}
      </Link>
    ),
  },
  {
    id: 'id',
    header: t('ID'),
    sortKey: 'id',
    width: 260,
    hidden: true,
    cell: ({ id }) => <span className="mono">{id}</span>,
    value: ({ id }) => id,
  },
]

/** The roles of the cloud. What each allows, the policies of the services say. */
export default function RoleListPage() {
  const bff = useBff()
  const queryClient = useQueryClient()
  const { deletionOf, dialog } = useDeletion<RoleRow>({
    kind: t('role'),
    nameOf: ({ name }) => name,
    consequence: t('is gone, and everybody loses what it allowed them.'),
    isTyped: true,
    refusal: ({ options }) =>
      options['immutable'] === true ? t('It is one of the cloud’s own roles, which stay.') : undefined,
    onDelete: async ({ id }) => {
      await api(bff).send('identity', `/roles/${encodeURIComponent(id)}`, { method: 'DELETE' })
      await refetchAfter(queryClient, { topic: 'project' })
    },
  })
  return (
    <>
      <ResourceList
        name="roles"
        title={t('Roles')}
        things={t('roles')}
        description={t(
          'What a role allows, the policy of each service says. A role that implies another has what that one allows, too.',
        )}
        columns={columns}
        rowKey={({ id }) => id}
        nameOf={({ name }) => name}
        defaultSort={[{ column: 'name', direction: 'asc' }]}
        keys={identityKeys.roles}
        placeholder={t('Name or ID')}
        query={(request) => rolesPageQuery(bff, request)}
        actions={(role) => [deletionOf(role)]}
        phone={{ below: ['description'] }}
        empty={{ icon: <IconShield />, title: t('No roles yet') }}
        create={{
          label: t('Create role'),
          icon: <IconPlus size={16} aria-hidden />,
          renderForm: (state) => <RoleForm {...state} />,
        }}
      />
      {dialog}
    </>
  )
}

function RoleForm({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const form = useForm({
    initialValues: { name: '', description: '' },
    validate: { name: (name) => (name.trim() ? null : t('Give the role a name')) },
  })
  const save = useMutation({
    mutationFn: ({ name, description }: { name: string; description: string }) =>
      api(bff).read<{ role: RoleView }>('identity', '/roles', {
        method: 'POST',
        json: { role: { name: name.trim(), description: description.trim() } },
      }),
    onSuccess: async () => {
      close()
      await refetchAfter(queryClient, { topic: 'project' })
    },
  })
  const close = () => {
    form.reset()
    save.reset()
    onClose()
  }
  return (
    <FormDialog
      title={t('Create role')}
      opened={opened}
      onClose={close}
      onSubmit={form.onSubmit((values) => save.mutate(values))}
      submitLabel={t('Create role')}
      isPending={save.isPending}
      error={save.error}
    >
      <TextInput label={t('Name')} data-autofocus autoComplete="off" maxLength={255} {...form.getInputProps('name')} />
      <Textarea label={t('Description')} autosize minRows={1} maxRows={4} {...form.getInputProps('description')} />
    </FormDialog>
  )
}
