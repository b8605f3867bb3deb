import type { GroupView } from '@kilonova/compute-core/services/identity/api/view-group'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { groupSizeQuery } from '#shared/group-size-query'
import { useBff } from '#shared/scope'
import { useOwnLoss } from '#shared/use-own-loss'
import { Confirm } from '#ui/confirm'
import { counted } from '#ui/counted'
import { t } from '#ui/i18n'
import { groupAddress } from './group-query.ts'

interface DeleteGroupProps {
  group: GroupView
  onClose: () => void
  onDeleted?: (() => unknown) | undefined
}

/** Deletes a group, having said how many lose what it gives, and whether that is oneself. */
export function DeleteGroup({ group, onClose, onDeleted }: DeleteGroupProps) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const people = counted(useQuery({ ...groupSizeQuery(bff, group.id), staleTime: 0 }), (count) => (
    <p>{t('{{count}} users are in it.', { count })}</p>
  ))
  const loss = useOwnLoss({ kind: 'delete-group', groupId: group.id })
  const remove = useMutation({
    mutationFn: () => api(bff).send('identity', groupAddress(group.id), { method: 'DELETE' }),
    onSuccess: async () => {
      onClose()
      await onDeleted?.()
      await refetchAfter(queryClient, { topic: 'project' })
    },
  })
  const { name } = group
  return (
    <Confirm
      title={t('Delete group {{name}}?', { name })}
      opened
      onClose={onClose}
      onConfirm={() => remove.mutate()}
      submitLabel={t('Delete group')}
      isPending={remove.isPending}
      error={remove.error}
      isDangerous
      typed={name}
      refusal={loss.refusal ?? people.refusal}
    >
      {t('The group is gone, and everybody in it loses the roles that they have through it. The users stay.')}
      {people.words}
      {loss.note}
    </Confirm>
  )
}
