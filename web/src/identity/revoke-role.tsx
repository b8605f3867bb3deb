import type { AssignmentView } from '@kilonova/compute-core/services/identity/api/view-assignment'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { useSession } from '#shared/session'
import { Confirm } from '#ui/confirm'
import { t } from '#ui/i18n'
import { assignmentAddress, holderOf } from './assignment-query.ts'
import { placeName } from './place-name.ts'

/** Takes a role back, having said from whom and where. */
export function RevokeRole({ assignment, onClose }: { assignment: AssignmentView; onClose: () => void }) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const { user } = useSession()
  const holder = holderOf(assignment)
  const names = { role: assignment.role.name, name: holder.name, place: placeName(assignment.scope) }
  const isOneself = holder.kind === 'user' && holder.id === user.id
  const revoke = useMutation({
    mutationFn: () => api(bff).send('identity', assignmentAddress(assignment), { method: 'DELETE' }),
    onSuccess: async () => {
      onClose()
      await refetchAfter(queryClient, { topic: 'project' })
    },
  })
  return (
    <Confirm
      title={t('Remove role {{role}} from {{name}}?', names)}
      opened
      onClose={onClose}
      onConfirm={() => revoke.mutate()}
      submitLabel={t('Remove role')}
      isPending={revoke.isPending}
      error={revoke.error}
      isDangerous
      typed={isOneself ? holder.name : undefined}
    >
      {holder.kind === 'user'
        ? t('{{name}} can no longer do in {{place}} what the role {{role}} allows. What they made stays.', names)
        : t('Everybody in the group {{name}} loses in {{place}} what the role {{role}} allows.', names)}
      {isOneself && (
        <p>{t('This is your own role. You can give it to yourself again only where another role lets you.')}</p>
      )}
    </Confirm>
  )
}
