import { IconServer } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { api } from '#shared/api'
import { type Change, refetchAfter } from '#shared/changes'
import { toCreateServers } from '#shared/permits'
import { useBff, usePaths, useScope } from '#shared/scope'
import type { MenuAction } from '#ui/actions-menu'
import { t } from '#ui/i18n'
import type { Needs } from '#ui/permit'
import { type Deletion, useDeletion } from './use-deletion.tsx'

interface ServerPart<Row> extends Pick<Deletion<Row>, 'kind' | 'nameOf' | 'consequence' | 'isTyped'> {
  /** Where it is in compute. */
  addressOf: (row: Row) => string
  /** What the form for a server is told to begin with it. */
  formOf: (row: Row) => Record<string, string>
  /** What has changed once it is deleted. */
  changeOf: (row: Row) => Change
  /** The policy rule of its deletion. */
  needs: Needs
  /** Leads away from its page. */
  onDeleted?: (() => unknown) | undefined
}

interface ServerPartActions<Row> {
  /** To create a server with it, on the pages of a project, and to delete it: for menus. */
  menuOf: (row: Row) => MenuAction[]
  /** To be put anywhere in the page. */
  dialog: ReactNode
}

/** What can be done with something that servers are created with, as a key pair or a group. */
export function useServerPartActions<Row>(part: ServerPart<Row>): ServerPartActions<Row> {
  const bff = useBff()
  const paths = usePaths()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const scope = useScope()
  const { deletionOf, dialog } = useDeletion<Row>({
    kind: part.kind,
    nameOf: part.nameOf,
    consequence: part.consequence,
    isTyped: part.isTyped ?? false,
    needs: part.needs,
    onDelete: async (row) => {
      await api(bff).send('compute', part.addressOf(row), { method: 'DELETE' })
      await part.onDeleted?.()
      await refetchAfter(queryClient, part.changeOf(row))
    },
  })
  return {
    menuOf: (row) => {
      const create: MenuAction = {
        label: t('Create server'),
        icon: <IconServer size={16} aria-hidden />,
        group: 'use',
        needs: toCreateServers,
        onClick: () => void navigate(`${paths.serverCreate()}?${new URLSearchParams(part.formOf(row))}`),
      }
      // Servers are made in a project.
      return [...(scope.kind === 'project' ? [create] : []), { ...deletionOf(row), group: 'end' }]
    },
    dialog,
  }
}
