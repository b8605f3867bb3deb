import { useForm } from '@mantine/form'
import { IconUserPlus } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useOutletContext } from 'react-router'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { NamePicker } from '#shared/name-picker'
import { useBff } from '#shared/scope'
import { useSession } from '#shared/session'
import { useOwnLoss } from '#shared/use-own-loss'
import { Confirm } from '#ui/confirm'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { type GroupRow, membershipAddress } from './group-query.ts'
import { UserList } from './user-list.tsx'
import type { UserRow } from './user-query.ts'

/** Who is in a group. */
export default function GroupMembersTab() {
  const group = useOutletContext<GroupRow>()
  const [leaving, setLeaving] = useState<UserRow | null>(null)
  return (
    <>
      <UserList
        isPart
        groupId={group.id}
        nothing={t('Nobody is in this group')}
        actions={(user) => [
          {
            label: t('Remove from group'),
            isDangerous: true,
            needs: 'identity:remove_user_from_group',
            onClick: () => setLeaving(user),
          },
        ]}
        create={{
          label: t('Add user'),
          needs: 'identity:add_user_to_group',
          icon: <IconUserPlus size={16} aria-hidden />,
          renderForm: (dialog) => <AddToGroup group={group} {...dialog} />,
        }}
      />
      {leaving && <RemoveFromGroup group={group} user={leaving} onClose={() => setLeaving(null)} />}
    </>
  )
}

function AddToGroup({ group, opened, onClose }: { group: GroupRow; opened: boolean; onClose: () => void }) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const form = useForm({
    initialValues: { userId: null as string | null },
    validate: { userId: (id) => (id ? null : t('Choose whom to add')) },
  })
  const add = useMutation({
    mutationFn: ({ userId }: { userId: string | null }) =>
      api(bff).send('identity', membershipAddress(group.id, userId!), { method: 'PUT' }),
    onSuccess: async () => {
      close()
      await refetchAfter(queryClient, { topic: 'project' })
    },
  })
  const close = () => {
    form.reset()
    add.reset()
    onClose()
  }
  return (
    <FormDialog
      title={t('Add user to {{group}}', { group: group.name })}
      opened={opened}
      onClose={close}
      onSubmit={form.onSubmit((values) => add.mutate(values))}
      submitLabel={t('Add user')}
      isPending={add.isPending}
      error={add.error}
    >
      <NamePicker
        kind="user"
        label={t('User')}
        isFirst
        id={form.values.userId}
        error={form.errors['userId']}
        onChange={(id) => form.setFieldValue('userId', id)}
      />
    </FormDialog>
  )
}

function RemoveFromGroup({ group, user, onClose }: { group: GroupRow; user: UserRow; onClose: () => void }) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const remove = useMutation({
    mutationFn: () => api(bff).send('identity', membershipAddress(group.id, user.id), { method: 'DELETE' }),
    onSuccess: async () => {
      onClose()
      await refetchAfter(queryClient, { topic: 'project' })
    },
  })
  const names = { name: user.name, group: group.name }
  const isOneself = useSession().user.id === user.id
  const loss = useOwnLoss({ kind: 'remove-from-group', groupId: group.id, userId: user.id })
  return (
    <Confirm
      title={t('Remove {{name}} from {{group}}?', names)}
      opened
      onClose={onClose}
      onConfirm={() => remove.mutate()}
      submitLabel={t('Remove from group')}
      isPending={remove.isPending}
      error={remove.error}
      isDangerous
      typed={isOneself ? user.name : undefined}
      refusal={loss.refusal}
    >
      {t('{{name}} loses the roles that {{group}} gives, at once.', names)}
      {isOneself && <p>{t('This is you.')}</p>}
      {loss.note}
    </Confirm>
  )
}
