import { IconServer } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import type { ServerRow } from '#shared/bff'
import { useBff, usePaths } from '#shared/scope'
import { ServerName, ServerStatus } from '#shared/server-columns'
import { type Column, DataTable } from '#ui/data-table'
import { EmptyState } from '#ui/empty-state'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'
import { RelativeTime } from '#ui/relative-time'
import { Section } from '#ui/section'
import { imageQuery, imageServersQuery, madeFrom } from './image-query.ts'
import { imageRefusal } from './image-permits.ts'
import { useAsking } from './use-asking.ts'

type Row = Pick<ServerRow, 'id' | 'name' | 'status' | 'taskState' | 'createdAt' | 'flavor'>

const columns: Column<Row>[] = [
  { header: t('Name'), cell: (server) => <ServerName server={server} /> },
  { header: t('Status'), cell: (server) => <ServerStatus server={server} /> },
  { header: t('Flavor'), hideOn: 'narrow', cell: ({ flavor }) => flavor.name },
  { header: t('Created'), hideOn: 'narrow', cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
]

/** The servers that were made from an image. */
export default function ImageServersTab() {
  const { id = '' } = useParams()
  const bff = useBff()
  const paths = usePaths()
  const asking = useAsking()
  const { data: image } = useSuspenseQuery(imageQuery(bff, id))
  const { data } = useSuspenseQuery(imageServersQuery(bff, id))
  const { servers } = data
  const total = data.total ?? servers.length
  const mayCreate = asking.projectId !== null && imageRefusal('createServer', image, asking) === undefined
  const create = (
    <LinkButton to={`${paths.serverCreate()}?image=${encodeURIComponent(id)}`} variant="default">
      {t('Create server')}
    </LinkButton>
  )
  return (
    <Section
      title={t('Servers made from this image')}
      surface="none"
      beside={
        total > servers.length && (
          <LinkButton
            to={`${paths.servers()}?q=${encodeURIComponent(madeFrom(id))}`}
            variant="subtle"
            size="compact-sm"
          >
            {t('All {{count}} servers', { count: total })}
          </LinkButton>
        )
      }
    >
      <DataTable
        label={t('Servers made from this image')}
        rows={servers}
        columns={columns}
        rowKey={(server) => server.id}
        whenEmpty={
          <EmptyState icon={<IconServer />} title={t('No servers were made from this image')}>
            {mayCreate && create}
          </EmptyState>
        }
      />
    </Section>
  )
}
