import type { UserView } from '@kilonova/compute-core/services/identity/api/view-user'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { useSession } from '#shared/session'
import { Confirm } from '#ui/confirm'
import { t } from '#ui/i18n'
import { userAddress } from './user-query.ts'

/** Disables a user, or enables them again. */
export function SwitchUser({ user, onClose }: { user: UserView; onClose: () => void }) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const isOneself = useSession().user.id === user.id && user.enabled
  const change = useMutation({
    mutationFn: () =>
      api(bff).send('identity', userAddress(user.id), { method: 'PATCH', json: { user: { enabled: !user.enabled } } }),
    onSuccess: async () => {
      onClose()
      await refetchAfter(queryClient, { topic: 'project' })
    },
  })
  const { name } = user
  return (
    <Confirm
      title={user.enabled ? t('Disable user {{name}}?', { name }) : t('Enable user {{name}}?', { name })}
      opened
      onClose={onClose}
      onConfirm={() => change.mutate()}
      submitLabel={user.enabled ? t('Disable user') : t('Enable user')}
      isPending={change.isPending}
      error={change.error}
      isDangerous={user.enabled}
      typed={isOneself ? name : undefined}
    >
      {user.enabled
        ? t('They are signed out everywhere and cannot sign in until they are enabled again. Their servers go on.')
        : t('They can sign in again, with the roles that they have.')}
      {isOneself && <p>{t('This is you: only another administrator can let you in again.')}</p>}
    </Confirm>
  )
}
