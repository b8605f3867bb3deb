import type { ProjectView } from '@kilonova/compute-core/services/identity/api/view-project'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { useOwnLoss } from '#shared/use-own-loss'
import { Confirm } from '#ui/confirm'
import { counted } from '#ui/counted'
import { t } from '#ui/i18n'
import { type ProjectContents, projectAddress, projectContentsQuery } from './project-query.ts'

interface DeleteProjectProps {
  project: ProjectView
  onClose: () => void
  onDeleted?: (() => unknown) | undefined
}

/** Deletes a project, having said what is in it and that it stays: the cloud deletes no server with it. */
export function DeleteProject({ project, onClose, onDeleted }: DeleteProjectProps) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const loss = useOwnLoss({ kind: 'close-project', id: project.id })
  // Counted anew each time: what is in it decides whether somebody means it.
  const contents = useQuery({ ...projectContentsQuery(bff, project.id), staleTime: 0 })
  const remove = useMutation({
    mutationFn: () => api(bff).send('identity', projectAddress(project.id), { method: 'DELETE' }),
    onSuccess: async () => {
      onClose()
      await onDeleted?.()
      await refetchAfter(queryClient, { topic: 'project', id: project.id })
    },
  })
  const { name } = project
  const inside = counted(contents, (figures) => <Contents contents={figures} />)
  return (
    <Confirm
      title={t('Delete project {{name}}?', { name })}
      opened
      onClose={onClose}
      onConfirm={() => remove.mutate()}
      submitLabel={t('Delete project')}
      isPending={remove.isPending}
      error={remove.error}
      isDangerous
      typed={name}
      refusal={inside.refusal ?? loss.refusal ?? refusalOf(contents.data)}
    >
      <p>{t('Its roles go with it, and whoever works in it is signed out of it at once.')}</p>
      {inside.words}
      {loss.note}
    </Confirm>
  )
}

function refusalOf(contents: ProjectContents | undefined): string | undefined {
  return contents && contents.below > 0 ? t('Projects stand below it. Delete those first.') : undefined
}

const lines: readonly (readonly [keyof ProjectContents, (count: number) => string])[] = [
  ['servers', (count) => t('{{count}} servers', { count })],
  ['images', (count) => t('{{count}} images', { count })],
  ['networks', (count) => t('{{count}} networks', { count })],
  ['ports', (count) => t('{{count}} ports', { count })],
]

function Contents({ contents }: { contents: ProjectContents }) {
  if (contents.below > 0)
    return (
      <p>
        {t('{{count}} projects stand below it. The cloud deletes it only once they are gone.', {
          count: contents.below,
        })}
      </p>
    )
  const left = lines.filter(([what]) => contents[what] > 0)
  if (left.length === 0) return <p>{t('There is no server, image, network or port in it.')}</p>
  return (
    <>
      <p>{t('What is in it is not deleted. It stays without a project, where only administrators reach it:')}</p>
      <ul>
        {left.map(([what, say]) => (
          <li key={what}>{say(contents[what])}</li>
        ))}
      </ul>
      {contents.servers > 0 && (
        <p>{t('Its servers go on using their hosts. Delete them first unless you mean that.')}</p>
      )}
    </>
  )
}
