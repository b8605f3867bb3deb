import type { ProjectView } from '@kilonova/compute-core/services/identity/api/view-project'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { useOwnLoss } from '#shared/use-own-loss'
import { Confirm } from '#ui/confirm'
import { counted } from '#ui/counted'
import { t } from '#ui/i18n'
import { projectAddress, projectContentsQuery } from './project-query.ts'

/** Disables a project, or enables it again, having said what that means for its people and its servers. */
export function SwitchProject({ project, onClose }: { project: ProjectView; onClose: () => void }) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const contents = useQuery({ ...projectContentsQuery(bff, project.id), enabled: project.enabled, staleTime: 0 })
  const loss = useOwnLoss(project.enabled ? { kind: 'close-project', id: project.id } : null)
  const change = useMutation({
    mutationFn: () =>
      api(bff).send('identity', projectAddress(project.id), {
        method: 'PATCH',
        json: { project: { enabled: !project.enabled } },
      }),
    onSuccess: async () => {
      onClose()
      await refetchAfter(queryClient, { topic: 'project', id: project.id })
    },
  })
  const { name } = project
  const inside = counted(
    contents,
    ({ servers }) => servers > 0 && <p>{t('Its {{count}} servers go on as they are.', { count: servers })}</p>,
  )
  return (
    <Confirm
      title={project.enabled ? t('Disable project {{name}}?', { name }) : t('Enable project {{name}}?', { name })}
      opened
      onClose={onClose}
      onConfirm={() => change.mutate()}
      submitLabel={project.enabled ? t('Disable project') : t('Enable project')}
      isPending={change.isPending}
      error={change.error}
      isDangerous={project.enabled}
      typed={loss.isGrave ? name : undefined}
      refusal={project.enabled ? (loss.refusal ?? inside.refusal) : undefined}
    >
      {project.enabled
        ? t('Nobody can work in it until it is enabled again: the tokens for it end at once. Nothing is deleted.')
        : t('Everybody with a role in it can work in it again.')}
      {project.enabled && inside.words}
      {loss.note}
    </Confirm>
  )
}
