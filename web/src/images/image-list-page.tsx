import { imageKeys } from '@kilonova/compute-core/services/image/domain/image-keys'
import { IconLock, IconPhoto, IconUpload } from '@tabler/icons-react'
import type { ListColumn, ListRequest } from '#list/descriptor'
import { afterName, projectColumn } from '#list/project-column'
import { ResourceList } from '#list/resource-list'
import { imageStatusLook } from '#shared/image-status'
import { useBff, usePaths } from '#shared/scope'
import { formatBytes, formatGb, formatMb } from '#ui/format'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { RelativeTime } from '#ui/relative-time'
import { Status } from '#ui/status'
import { OwnerName } from '#shared/owner-name'
import { type ImageRow, imagesQuery } from './image-query.ts'
import { ImageSourceFilter } from './image-source-filter.tsx'
import { ImageUploadForm } from './image-upload-form.tsx'
import { imageName, visibilityWords } from './image-words.ts'
import { OfferedImages } from './offered-images.tsx'
import { useAsking } from './use-asking.ts'
import { useImageActions } from './use-image-actions.tsx'
import { useImageBulk } from './use-image-bulk.tsx'

const columns: readonly ListColumn<ImageRow>[] = [
  {
    id: 'name',
    header: t('Name'),
    sortKey: 'name',
    width: 220,
    cell: (image) => <ImageName image={image} />,
    value: ({ name }) => name,
  },
  {
    id: 'status',
    header: t('Status'),
    sortKey: 'status',
    width: 130,
    cell: ({ status }) => <Status {...imageStatusLook(status)} code={status} />,
    value: ({ status }) => status,
  },
  {
    id: 'size',
    header: t('Size'),
    sortKey: 'size',
    width: 80,
    align: 'right',
    cell: ({ size }) => (size === null ? '—' : formatBytes(size)),
    value: ({ size }) => size,
  },
  {
    id: 'format',
    header: t('Format'),
    sortKey: 'disk_format',
    width: 84,
    cell: ({ disk_format: format }) => format ?? '—',
    value: ({ disk_format: format }) => format,
  },
  {
    id: 'visibility',
    header: t('Visibility'),
    width: 90,
    cell: ({ visibility }) => <span title={visibilityWords[visibility].means}>{visibilityWords[visibility].word}</span>,
    value: ({ visibility }) => visibility,
  },
  {
    id: 'protected',
    header: t('Protected'),
    width: 90,
    hidden: true,
    cell: ({ protected: isProtected }) => (isProtected ? t('Yes') : t('No')),
    value: ({ protected: isProtected }) => isProtected,
  },
  {
    id: 'owner',
    header: t('Project'),
    width: 130,
    cell: ({ owner }) => <OwnerName id={owner} />,
    value: ({ owner }) => owner,
  },
  {
    id: 'min_disk',
    header: t('Minimum disk'),
    sortKey: 'min_disk',
    width: 96,
    hidden: true,
    align: 'right',
    cell: ({ min_disk: gb }) => (gb === 0 ? '—' : formatGb(gb)),
    value: ({ min_disk: gb }) => gb,
  },
  {
    id: 'min_ram',
    header: t('Minimum memory'),
    sortKey: 'min_ram',
    width: 116,
    hidden: true,
    align: 'right',
    cell: ({ min_ram: mb }) => (mb === 0 ? '—' : formatMb(mb)),
    value: ({ min_ram: mb }) => mb,
  },
  {
    id: 'tags',
    header: t('Tags'),
    width: 130,
    hidden: true,
    cell: ({ tags }) => tags.join(', '),
    value: ({ tags }) => tags.join(' '),
  },
  {
    id: 'id',
    header: t('ID'),
    width: 290,
    hidden: true,
    cell: ({ id }) => <span className="mono">{id}</span>,
    value: ({ id }) => id,
  },
  {
    id: 'created',
    header: t('Created'),
    sortKey: 'created_at',
    width: 110,
    cell: ({ created_at: at }) => <RelativeTime at={at} />,
    value: ({ created_at: at }) => at,
  },
  {
    id: 'updated',
    header: t('Updated'),
    sortKey: 'updated_at',
    width: 110,
    hidden: true,
    cell: ({ updated_at: at }) => <RelativeTime at={at} />,
    value: ({ updated_at: at }) => at,
  },
]

/** The columns of the images of all projects, for administrators. */
const allColumns = afterName(
  columns.filter(({ id }) => id !== 'owner'),
  projectColumn(({ owner, projectName }) => ({ id: owner, name: projectName })),
)

/** The disk images that servers can be made from. */
export default function ImageListPage() {
  const bff = useBff()
  const paths = usePaths()
  const asking = useAsking()
  const actions = useImageActions()
  const query = (request: ListRequest) => imagesQuery(bff, asking.projectId, request)
  const { bulk, dialog } = useImageBulk({ query })
  return (
    <>
      <ResourceList
        name="images"
        title={t('Images')}
        things={t('images')}
        description={
          <>
            {t('Disk images that servers boot from.')}
            <ImageSourceFilter isOfProject={asking.projectId !== null} />
          </>
        }
        notice={<OfferedImages />}
        columns={asking.projectId === null ? allColumns : columns}
        rowKey={({ id }) => id}
        nameOf={imageName}
        defaultSort={[{ column: 'created', direction: 'desc' }]}
        keys={imageKeys}
        placeholder={
          asking.projectId === null ? t('Name, ID, tag or project:demo') : t('Name, ID, tag or format:qcow2')
        }
        query={query}
        open={({ id }) => paths.image(id)}
        actions={actions.menuOf}
        bulk={bulk}
        phone={{ beside: 'status', below: ['size', 'visibility'] }}
        empty={{
          icon: <IconPhoto />,
          title: t('No images yet'),
          text: t('Upload a bootable disk: the cloud image of a distribution, or one of your own.'),
        }}
        create={{
          label: t('Upload image'),
          icon: <IconUpload size={16} aria-hidden />,
          renderForm: (state) => <ImageUploadForm {...state} />,
          needs: ['add_image', 'upload_image'],
        }}
      />
      {actions.dialogs}
      {dialog}
    </>
  )
}

const ImageName = ({ image }: { image: ImageRow }) => (
  <span className="name-and-lock">
    <NameLink to={usePaths().image(image.id)} name={imageName(image)} />
    {image.protected && (
      <span className="lock" title={t('Protected from deletion')}>
        <IconLock size={14} aria-hidden />
        <span className="visually-hidden">{t('Protected from deletion')}</span>
      </span>
    )}
  </span>
)
