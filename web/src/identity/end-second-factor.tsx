import type { UserView } from '@kilonova/compute-core/services/identity/api/view-user'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { Confirm } from '#ui/confirm'
import { t } from '#ui/i18n'
import { passcodeSecretsQuery, userAddress } from './user-query.ts'

/** Takes the second factor of somebody away who has lost what makes their passcodes. */
export function EndSecondFactor({ user, onClose }: { user: UserView; onClose: () => void }) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const end = useMutation({
    mutationFn: async () => {
      const secrets = await queryClient.fetchQuery({ ...passcodeSecretsQuery(bff, user.id), staleTime: 0 })
      // The rule first: without the secret nobody could fulfil it.
      const options = { multi_factor_auth_enabled: null, multi_factor_auth_rules: null }
      await api(bff).send('identity', userAddress(user.id), { method: 'PATCH', json: { user: { options } } })
      for (const { id } of secrets) await api(bff).send('identity', `/credentials/${id}`, { method: 'DELETE' })
    },
    onSuccess: onClose,
    onSettled: () => refetchAfter(queryClient, { topic: 'project' }),
  })
  const { name } = user
  return (
    <Confirm
      title={t('End the second factor of {{name}}?', { name })}
      opened
      onClose={onClose}
      onConfirm={() => end.mutate()}
      submitLabel={t('End second factor')}
      isPending={end.isPending}
      error={end.error}
      isDangerous
    >
      {t('Their password alone is enough from then on. Make sure that it is really they who ask for it.')}
    </Confirm>
  )
}
