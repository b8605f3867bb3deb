import type { UserView } from '@kilonova/compute-core/services/identity/api/view-user'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { useSession } from '#shared/session'
import { Confirm } from '#ui/confirm'
import { counted } from '#ui/counted'
import { t } from '#ui/i18n'
import { serversOfUserQuery, userAddress } from './user-query.ts'

interface DeleteUserProps {
  user: UserView
  onClose: () => void
  onDeleted?: (() => unknown) | undefined
}

/** Deletes a user, having said what stays of them. */
export function DeleteUser({ user, onClose, onDeleted }: DeleteUserProps) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const isOneself = useSession().user.id === user.id
  const servers = useQuery({ ...serversOfUserQuery(bff, user.id), staleTime: 0 })
  const remove = useMutation({
    mutationFn: () => api(bff).send('identity', userAddress(user.id), { method: 'DELETE' }),
    onSuccess: async () => {
      onClose()
      await onDeleted?.()
      await refetchAfter(queryClient, { topic: 'project' })
    },
  })
  const { name } = user
  const left = counted(servers, (count) => (
    <p>
      {count > 0
        ? t('{{count}} servers that they created go on in their projects.', { count })
        : t('No server that they created is left.')}
    </p>
  ))
  return (
    <Confirm
      title={t('Delete user {{name}}?', { name })}
      opened
      onClose={onClose}
      onConfirm={() => remove.mutate()}
      submitLabel={t('Delete user')}
      isPending={remove.isPending}
      error={remove.error}
      isDangerous
      typed={name}
      refusal={left.refusal}
    >
      <p>{t('They are signed out everywhere. Their roles, memberships and application credentials go with them.')}</p>
      {left.words}
      {isOneself && <p>{t('This is you: you are signed out at once, and nobody can undo it.')}</p>}
    </Confirm>
  )
}
