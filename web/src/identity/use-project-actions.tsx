import type { ProjectView } from '@kilonova/compute-core/services/identity/api/view-project'
import { IconPencil, IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import type { MenuAction } from '#ui/actions-menu'
import { t } from '#ui/i18n'
import { DeleteProject } from './delete-project.tsx'
import { ProjectForm } from './project-form.tsx'
import { SwitchProject } from './switch-project.tsx'

type Wish = 'edit' | 'switch' | 'delete'

/** What an administrator can do with a project; `onDeleted` leads away from its page. `dialogs` are to be put anywhere in it. */
export function useProjectActions(onDeleted?: () => unknown): {
  menuOf: (project: ProjectView) => [edit: MenuAction, toggle: MenuAction, deletion: MenuAction]
  dialogs: ReactNode
} {
  const [wish, setWish] = useState<{ what: Wish; project: ProjectView } | null>(null)
  const { what, project } = wish ?? {}
  const close = () => setWish(null)
  const ask = (wanted: Wish, about: ProjectView) => () => setWish({ what: wanted, project: about })
  return {
    menuOf: (one) => [
      {
        label: t('Edit'),
        icon: <IconPencil size={16} aria-hidden />,
        needs: 'identity:update_project',
        onClick: ask('edit', one),
      },
      {
        label: one.enabled ? t('Disable') : t('Enable'),
        icon: one.enabled ? <IconPlayerPause size={16} aria-hidden /> : <IconPlayerPlay size={16} aria-hidden />,
        needs: 'identity:update_project',
        onClick: ask('switch', one),
      },
      {
        label: t('Delete'),
        icon: <IconTrash size={16} aria-hidden />,
        isDangerous: true,
        group: 'end',
        needs: 'identity:delete_project',
        onClick: ask('delete', one),
      },
    ],
    dialogs: project && (
      <>
        {what === 'edit' && <ProjectForm key={project.id} opened onClose={close} project={project} />}
        {what === 'switch' && <SwitchProject project={project} onClose={close} />}
        {what === 'delete' && <DeleteProject project={project} onClose={close} onDeleted={onDeleted} />}
      </>
    ),
  }
}
