import { IconCopy, IconServer } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { useDeletion } from '#list/use-deletion'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { adminPaths } from '#shared/paths'
import { useBff, usePaths } from '#shared/scope'
import type { MenuAction } from '#ui/actions-menu'
import { t } from '#ui/i18n'
import { showRefusal } from '#ui/show-refusal'
import { FlavorForm } from './flavor-form.tsx'
import { flavorAccessQuery, flavorAddress, type FlavorRow, madeOf, type NamedProject } from './flavor-query.ts'

interface FlavorActions {
  menuOf: (flavor: FlavorRow) => [copy: MenuAction, servers: MenuAction, deletion: MenuAction]
  /** To be put anywhere in the page. */
  dialogs: ReactNode
}

/** What is lost with a flavor, after its name. */
export const deletionMeans = ({ servers }: Pick<FlavorRow, 'servers'>): string =>
  servers === 0
    ? t('can no longer be chosen. No server was made of it.')
    : t('can no longer be chosen. {{count}} servers were made of it: they go on as they are.', { count: servers })

/** What can be done with a flavor; `onDeleted` leads away from its page. */
export function useFlavorActions(onDeleted?: () => unknown): FlavorActions {
  const bff = useBff()
  const paths = usePaths()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  // What was opened last stays when it is closed, so that it can go gently; each opening begins anew.
  const [copy, setCopy] = useState<Original | null>(null)
  const { deletionOf, dialog } = useDeletion<FlavorRow>({
    kind: t('flavor'),
    nameOf: ({ name }) => name,
    consequence: deletionMeans,
    needs: 'os_compute_api:os-flavor-manage:delete',
    onDelete: async ({ id }) => {
      await api(bff).send('compute', flavorAddress(id), { method: 'DELETE' })
      await onDeleted?.()
      await refetchAfter(queryClient, { topic: 'flavor', id })
    },
  })
  const begin = async (flavor: FlavorRow) => {
    const isPublic = flavor['os-flavor-access:is_public']
    const projects = isPublic ? [] : await queryClient.fetchQuery(flavorAccessQuery(bff, flavor.id))
    setCopy((before) => ({ flavor, projects, nth: (before?.nth ?? 0) + 1, isOpen: true }))
  }
  return {
    menuOf: (flavor) => [
      {
        label: t('Copy'),
        needs: 'os_compute_api:os-flavor-manage:create',
        icon: <IconCopy size={16} aria-hidden />,
        group: 'use',
        onClick: () =>
          void begin(flavor).catch((error: Error) =>
            showRefusal(t('{{name}} could not be read', { name: flavor.name }), error),
          ),
      },
      {
        label: t('Show servers'),
        icon: <IconServer size={16} aria-hidden />,
        group: 'use',
        refusal: flavor.servers === 0 ? t('No server was made of it.') : undefined,
        onClick: () => void navigate(paths.servers(madeOf(flavor.id))),
      },
      { ...deletionOf(flavor), group: 'end' },
    ],
    dialogs: (
      <>
        {copy && (
          <FlavorForm
            key={copy.nth}
            original={copy}
            opened={copy.isOpen}
            onClose={() => setCopy({ ...copy, isOpen: false })}
            onCreated={(id) => void navigate(adminPaths.flavor(id))}
          />
        )}
        {dialog}
      </>
    ),
  }
}

interface Original {
  flavor: FlavorRow
  projects: readonly NamedProject[]
  nth: number
  isOpen: boolean
}
