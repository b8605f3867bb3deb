import type { ImageView } from '@kilonova/compute-core/services/image/api/image-view'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { useBff, usePaths } from '#shared/scope'
import { DataTable, type Column } from '#ui/data-table'
import { formatBytes, humanize } from '#ui/format'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'
import { NameLink } from '#ui/name-link'
import { RelativeTime } from '#ui/relative-time'
import { Section } from '#ui/section'
import { ServerActionButtons } from '../actions/server-action-buttons.tsx'
import { useServerActions } from '../actions/use-server-actions.tsx'
import { serverQuery } from './server-query.ts'
import { serverSnapshotsQuery } from './server-snapshots-query.ts'

/** The snapshots and backups that were made of a server, and the ways to make one more. */
export default function ServerSnapshotsTab() {
  const { id = '' } = useParams()
  const bff = useBff()
  const { data } = useSuspenseQuery(serverQuery(bff, id))
  const { data: images } = useSuspenseQuery(serverSnapshotsQuery(bff, id))
  const actions = useServerActions()
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
          whenEmpty={
            <p className="nothing">
              {t('None yet. A snapshot keeps the disk as it is now; new servers can be created from it.')}
            </p>
          }
        />
      </Section>
      {actions.dialogs}
    </>
  )
}

const columns: Column<ImageView>[] = [
  { header: t('Name'), cell: (image) => <ImageName image={image} /> },
  {
    header: t('Kind'),
    cell: ({ backup_type: kind }) => (typeof kind === 'string' ? t('Backup, {{kind}}', { kind }) : t('Snapshot')),
  },
  { header: t('Status'), cell: ({ status }) => humanize(status) },
  { header: t('Size'), hideOn: 'narrow', cell: ({ size }) => (size === null ? '—' : formatBytes(size)) },
  { header: t('Created'), hideOn: 'narrow', cell: ({ created_at }) => <RelativeTime at={created_at} /> },
  { header: '', cell: (image) => <CreateFrom image={image} /> },
]

function ImageName({ image: { id, name } }: { image: ImageView }) {
  return <NameLink to={usePaths().image(id)} name={name ?? id} />
}

function CreateFrom({ image: { id, status } }: { image: ImageView }) {
  const paths = usePaths()
  if (status !== 'active') return null
  return (
    <LinkButton to={`${paths.serverCreate()}?image=${encodeURIComponent(id)}`} size="compact-xs" variant="subtle">
      {t('Create server')}
    </LinkButton>
  )
}
