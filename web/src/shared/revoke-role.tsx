import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Confirm } from '#ui/confirm'
import { counted } from '#ui/counted'
import { t } from '#ui/i18n'
import { api } from './api.ts'
import { refetchAfter } from './changes.ts'
import { groupSizeQuery } from './group-size-query.ts'
import { type GrantPlace, grantPath, type Holder } from './roles-query.ts'
import { useBff, useScope } from './scope.tsx'
import { useSession } from './session.ts'
import { useOwnLoss } from './use-own-loss.tsx'

interface RevokeRoleProps {
  role: { id: string; name?: string | undefined }
  holder: Holder
  place: GrantPlace
  /** In words; the project that the page is about without them. */
  placeName?: string
  onClose: () => void
}

/** Takes a role back, having said from whom and where, and what it takes from the person who does it. */
export function RevokeRole({ role, holder, place, placeName, onClose }: RevokeRoleProps) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const isOneself = useSession().user.id === holder.id && holder.kind === 'user'
  const loss = useOwnLoss({ kind: 'revoke-role', roleId: role.id, place, holder })
  const people = usePeople(holder)
  const names = { role: role.name, name: holder.name, place: placeName ?? t('this project') }
  const revoke = useMutation({
    mutationFn: () => api(bff).send('identity', grantPath(place, holder, role.id), { method: 'DELETE' }),
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
      typed={isOneself || loss.isGrave ? holder.name : undefined}
      refusal={loss.refusal ?? people?.refusal}
    >
      {holder.kind === 'user'
        ? t('{{name}} can no longer do in {{place}} what the role {{role}} allows. What they made stays.', names)
        : t('Everybody in the group {{name}} loses in {{place}} what the role {{role}} allows.', names)}
      {people?.words}
      {isOneself && (
        <p>{t('This is your own role. You can give it to yourself again only where another role lets you.')}</p>
      )}
      {loss.note}
    </Confirm>
  )
}

/** How many people a group has; whoever manages a project alone is not told. */
function usePeople({ kind, id }: Holder) {
  const scope = useScope()
  const isAsked = kind === 'group' && scope.kind === 'admin'
  const query = useQuery({ ...groupSizeQuery(useBff(), id), enabled: isAsked, staleTime: 0 })
  return isAsked ? counted(query, (count) => <p>{t('{{count}} users are in it.', { count })}</p>) : undefined
}
