import type { ImageView } from '@kilonova/compute-core/services/image/api/image-view'
import { IconPlus } from '@tabler/icons-react'
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from 'react-router'
import { useDeletion } from '#list/use-deletion'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { imageStatusLook } from '#shared/image-status'
import { toCreateServers } from '#shared/permits'
import { type Scope, useBff, usePaths, useScope } from '#shared/scope'
import { ActionsMenu, type MenuAction } from '#ui/actions-menu'
import { DataTable, type Column } from '#ui/data-table'
import { formatBytes } from '#ui/format'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { RelativeTime } from '#ui/relative-time'
import { Section } from '#ui/section'
import { Status } from '#ui/status'
import { ServerActionButtons } from '../actions/server-action-buttons.tsx'
import { useServerActions } from '../actions/use-server-actions.tsx'
import { serverQuery } from './server-query.ts'
import { serverSnapshotsQuery } from './server-snapshots-query.ts'

/** The snapshots and backups that were made of a server, what can be done with each, and the ways to make one more. */
export default function ServerSnapshotsTab() {
  const { id = '' } = useParams()
  const bff = useBff()
  const { data } = useSuspenseQuery(serverQuery(bff, id))
  const { data: images } = useSuspenseQuery(serverSnapshotsQuery(bff, id))
  const actions = useServerActions()
  const { deletionOf, dialog } = useSnapshotDeletion()
  const creationOf = useCreationFrom()
  return (
    <>
      <Section
        title={t('Snapshots and backups')}
        surface="none"
        beside={<ServerActionButtons actions={actions.menuOf(data.server, ['createImage', 'createBackup'])} />}
      >
        <DataTable
          label={t('Snapshots and backups')}
          rows={images}
          columns={columns}
          rowKey={(image) => image.id}
          renderActions={(image) => <ActionsMenu of={nameOf(image)} actions={[creationOf(image), deletionOf(image)]} />}
          whenEmpty={
            <p className="nothing">
              {t('None yet. A snapshot keeps the disk as it is now; new servers can be created from it.')}
            </p>
          }
        />
      </Section>
      {actions.dialogs}
      {dialog}
    </>
  )
}

const nameOf = ({ id, name }: ImageView) => name ?? id

/** The form of new servers, filled in with the image. */
function useCreationFrom(): (image: ImageView) => MenuAction {
  const paths = usePaths()
  const navigate = useNavigate()
  return ({ id, status }) => ({
    label: t('Create server'),
    icon: <IconPlus size={16} aria-hidden />,
    needs: toCreateServers,
    refusal: status === 'active' ? undefined : t('It has no data yet.'),
    onClick: () => void navigate(`${paths.serverCreate()}?image=${encodeURIComponent(id)}`),
  })
}

function useSnapshotDeletion() {
  const bff = useBff()
  const scope = useScope()
  const queryClient = useQueryClient()
  return useDeletion<ImageView>({
    kind: t('image'),
    nameOf,
    consequence: t('can no longer be used for new servers. Servers created from it keep running.'),
    needs: 'delete_image',
    refusal: (image) => deletionRefusal(scope, image),
    onDelete: async ({ id }) => {
      await api(bff).send('image', `/images/${encodeURIComponent(id)}`, { method: 'DELETE' })
      await refetchAfter(queryClient, { topic: 'image', id })
    },
  })
}

/** Why this person cannot delete the image now. */
function deletionRefusal(scope: Scope, { owner, protected: isProtected }: ImageView): string | undefined {
  if (!scope.isAdmin && scope.kind === 'project' && owner !== scope.id) return t('It belongs to another project.')
  return isProtected ? t('It is protected. Remove the protection first.') : undefined
}
const backupKinds: Readonly<Record<string, string>> = { daily: t('daily'), weekly: t('weekly') }

const columns: Column<ImageView>[] = [
  { header: t('Name'), cell: (image) => <ImageName image={image} /> },
  {
    header: t('Kind'),
    cell: ({ backup_type: kind }) =>
      typeof kind === 'string' ? t('Backup, {{kind}}', { kind: backupKinds[kind] ?? kind }) : t('Snapshot'),
  },
  { header: t('Status'), cell: ({ status }) => <Status {...imageStatusLook(status)} code={status} /> },
  { header: t('Size'), hideOn: 'narrow', cell: ({ size }) => (size === null ? '—' : formatBytes(size)) },
  { header: t('Created'), hideOn: 'narrow', cell: ({ created_at }) => <RelativeTime at={created_at} /> },
]

function ImageName({ image }: { image: ImageView }) {
  return <NameLink to={usePaths().image(image.id)} name={nameOf(image)} />
}
