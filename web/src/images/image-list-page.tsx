import { Anchor, Button } from '@mantine/core'
import { IconPhoto, IconTrash, IconUpload } from '@tabler/icons-react'
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { ask, bff, type Image } from '#app/bff'
import { paths } from '#app/paths'
import { ActionsMenu } from '#ui/actions-menu'
import { ConfirmDelete } from '#ui/confirm-delete'
import { DataTable, type Column } from '#ui/data-table'
import { EmptyState } from '#ui/empty-state'
import { Facts, type Fact } from '#ui/facts'
import { formatBytes, formatMb } from '#ui/format'
import { PageHeader } from '#ui/page-header'
import { RelativeTime } from '#ui/relative-time'
import { SidePanel } from '#ui/side-panel'
import { StatusBadge, type Tone } from '#ui/status-badge'
import { imagesQuery } from './image-query.ts'
import { ImageUploadForm } from './image-upload-form.tsx'

const tones: Record<string, Tone> = {
  active: 'good',
  queued: 'idle',
  saving: 'moving',
  importing: 'moving',
  killed: 'bad',
}

const columns: Column<Image>[] = [
  {
    header: 'Name',
    cell: ({ id, name }) => (
      <Anchor
        component={Link}
        to={`${paths.images()}?show=${encodeURIComponent(id)}`}
        fw={600}
        className="server-name"
        title={name}
      >
        {name}
      </Anchor>
    ),
  },
  { header: 'Status', cell: ({ status }) => <StatusBadge status={status} tone={tones[status] ?? 'warn'} /> },
  { header: 'Size', hideOn: 'narrow', cell: ({ sizeBytes }) => (sizeBytes === null ? '—' : formatBytes(sizeBytes)) },
  { header: 'Format', hideOn: 'narrow', cell: ({ diskFormat }) => diskFormat ?? '—' },
  { header: 'Seen by', hideOn: 'narrow', cell: ({ visibility }) => visibility },
  { header: 'Created', hideOn: 'narrow', cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
]

export default function ImageListPage() {
  const { data } = useSuspenseQuery(imagesQuery)
  const [params, setParams] = useSearchParams()
  const [doomed, setDoomed] = useState<Image | null>(null)
  const queryClient = useQueryClient()
  const open = () => setParams({ new: '' }, { replace: true })
  const close = () => setParams({}, { replace: true })
  const shown = data.images.find(({ id }) => id === params.get('show'))
  return (
    <>
      <PageHeader title="Images" below="What servers boot from.">
        <Button leftSection={<IconUpload size={16} aria-hidden />} onClick={open}>
          Upload image
        </Button>
      </PageHeader>
      <DataTable
        label="Images"
        rows={data.images}
        columns={columns}
        rowKey={({ id }) => id}
        renderActions={(image) => (
          <ActionsMenu
            of={image.name}
            actions={[
              {
                label: 'Delete',
                icon: <IconTrash size={16} aria-hidden />,
                isDangerous: true,
                refusal: image.isProtected ? 'This image is protected. Take the protection away first.' : undefined,
                onClick: () => setDoomed(image),
              },
            ]}
          />
        )}
        whenEmpty={
          <EmptyState
            icon={<IconPhoto />}
            title="No images yet"
            text="Upload a disk that boots: a cloud image of a distribution, or one of your own."
          >
            <Button onClick={open}>Upload image</Button>
          </EmptyState>
        }
      />
      <SidePanel opened={shown !== undefined} onClose={close} title={shown?.name ?? ''}>
        {shown && <Facts title="Image" facts={imageFacts(shown)} />}
      </SidePanel>
      <ImageUploadForm opened={params.has('new')} onClose={close} />
      <ConfirmDelete
        kind="image"
        name={doomed?.name ?? null}
        consequence="can no longer be used for new servers. Servers made from it run on."
        onClose={() => setDoomed(null)}
        onDelete={async () => {
          if (doomed) await ask(bff.images[':id'].$delete({ param: { id: doomed.id } }))
          await queryClient.invalidateQueries(imagesQuery)
        }}
      />
    </>
  )
}

const imageFacts = (image: Image): Fact[] => [
  { name: 'Id', value: <span className="mono">{image.id}</span>, copy: image.id },
  { name: 'Status', value: image.status },
  { name: 'Size', value: image.sizeBytes === null ? null : formatBytes(image.sizeBytes) },
  { name: 'Virtual size', value: image.virtualSizeBytes === null ? null : formatBytes(image.virtualSizeBytes) },
  { name: 'Format', value: image.diskFormat },
  { name: 'Container', value: image.containerFormat },
  { name: 'Seen by', value: image.visibility },
  { name: 'Least disk', value: `${image.minDiskGb} GB` },
  { name: 'Least memory', value: formatMb(image.minRamMb) },
  { name: 'Protected', value: image.isProtected ? 'Yes' : 'No' },
  { name: 'Created', value: <RelativeTime at={image.createdAt} /> },
  { name: 'Changed', value: <RelativeTime at={image.updatedAt} /> },
  {
    name: image.hashAlgorithm ?? 'Hash',
    value: image.hash ? <span className="mono">{image.hash}</span> : null,
    copy: image.hash,
  },
]
