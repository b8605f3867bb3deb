import type { ServerGroupView } from '@kilonova/compute-core/api/server-groups/server-group-schema'
import { IconServer } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { useDeletion } from '#list/use-deletion'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff, usePaths, useScope } from '#shared/scope'
import type { MenuAction } from '#ui/actions-menu'
import { t } from '#ui/i18n'
import { serverGroupAddress } from './server-group-query.ts'

type ServerGroup = Pick<ServerGroupView, 'id' | 'name'>

interface ServerGroupActions {
  /** To create a server in a group, and to delete the group: for menus. */
  menuOf: (group: ServerGroup) => [create: MenuAction, deletion: MenuAction]
  /** Why this person changes nothing here. */
  refusal: string | undefined
  /** To be put anywhere in the page. */
  dialog: ReactNode
}

/** What can be done with a server group; `onDeleted` leads away from its page. */
export function useServerGroupActions(onDeleted?: () => unknown): ServerGroupActions {
  const bff = useBff()
  const paths = usePaths()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const { isMember } = useScope()
  const refusal = isMember ? undefined : t('Your role in this project lets you look only.')
  const { deletionOf, dialog } = useDeletion<ServerGroup>({
    kind: t('server group'),
    nameOf: ({ name }) => name,
    consequence: t('no longer decides where servers run. Its servers stay on the hosts they are on.'),
    refusal: () => refusal,
    onDelete: async ({ id }) => {
      await api(bff).send('compute', serverGroupAddress(id), { method: 'DELETE' })
      await onDeleted?.()
      await refetchAfter(queryClient, { topic: 'server-group', id })
    },
  })
  return {
    menuOf: (group) => [
      {
        label: t('Create server'),
        icon: <IconServer size={16} aria-hidden />,
        group: 'use',
        refusal,
        onClick: () => void navigate(`${paths.serverCreate()}?${new URLSearchParams({ group: group.id })}`),
      },
      { ...deletionOf(group), group: 'end' },
    ],
    refusal,
    dialog,
  }
}
