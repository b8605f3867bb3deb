import { IconServer } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { type Column, DataTable } from '#ui/data-table'
import { EmptyState } from '#ui/empty-state'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'
import { NameLink } from '#ui/name-link'
import { RelativeTime } from '#ui/relative-time'
import { Section } from '#ui/section'
import type { ServerRow } from './bff.ts'
import { adminPaths } from './paths.ts'
import { useBff, usePaths, useScope } from './scope.tsx'
import { ServerName, ServerStatus } from './server-columns.tsx'
import { serversFoundQuery } from './servers-found.ts'

type Row = Pick<ServerRow, 'id' | 'name' | 'status' | 'taskState' | 'createdAt' | 'flavor' | 'host'>

const forEverybody: Column<Row>[] = [
  {
    header: t('Name'),
    cell: (server) => (
      <span className="server-name">
        <ServerName server={server} />
      </span>
    ),
  },
  { header: t('Status'), cell: (server) => <ServerStatus server={server} /> },
]
const host: Column<Row> = {
  header: t('Host'),
  cell: ({ host }) => (host === null ? '—' : <NameLink to={adminPaths.host(host)} name={host} />),
}
const more: Column<Row>[] = [
  { header: t('Flavor'), hideOn: 'narrow', cell: ({ flavor }) => flavor.name },
  { header: t('Created'), hideOn: 'narrow', cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
]
const columns = [...forEverybody, ...more]
const columnsWithHost = [...forEverybody, host, ...more]

interface ServersSectionProps {
  title: string
  /** Which servers, in the language of the query bar. */
  q: string
  /** What is said where there are none. */
  nothing: { title: string; text?: string }
  /** Where each of them runs is told, to administrators. */
  hasHosts?: boolean
  /** The way to another one. */
  create?: ReactNode
}

/** The servers that have to do with the thing that a page is about; the list of servers has those that are too many for it. */
export function ServersSection({ title, q, nothing, hasHosts = false, create }: ServersSectionProps) {
  const paths = usePaths()
  const { isAdmin } = useScope()
  const { data } = useSuspenseQuery(serversFoundQuery(useBff(), q))
  const { servers, total } = data
  return (
    <Section
      title={title}
      surface="none"
      beside={
        total > servers.length && (
          <LinkButton to={paths.servers(q)} variant="subtle" size="compact-sm">
            {t('All {{count}} servers', { count: total })}
          </LinkButton>
        )
      }
    >
      <DataTable
        label={title}
        rows={servers}
        columns={hasHosts && isAdmin ? columnsWithHost : columns}
        rowKey={({ id }) => id}
        whenEmpty={
          <EmptyState icon={<IconServer />} {...nothing}>
            {create}
          </EmptyState>
        }
      />
    </Section>
  )
}
