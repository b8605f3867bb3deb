import { Anchor, SimpleGrid, Text } from '@mantine/core'
import { IconKey, IconPlus, IconRocket } from '@tabler/icons-react'
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { ask, bff, type Overview } from '#app/bff'
import { paths } from '#app/paths'
import { useSession } from '#app/session-query'
import { DataTable } from '#ui/data-table'
import { EmptyState } from '#ui/empty-state'
import { formatMb } from '#ui/format'
import { LinkButton } from '#ui/link-button'
import { Meter } from '#ui/meter'
import { PageHeader } from '#ui/page-header'
import { serverColumns } from '../servers/server-columns.tsx'
import { isMoving } from '../servers/server-status.ts'

const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: () => ask(bff.overview.$get()),
  refetchInterval: ({ state }) => (state.data?.recent.some(isMoving) ? 3_000 : false),
})

/** Newest first is what this list is: nothing to sort. */
const recentColumns = serverColumns.filter(({ header }) => header !== 'Image')

export default function OverviewPage() {
  const { data } = useSuspenseQuery(overviewQuery)
  const session = useSession()
  const isEmpty = data.recent.length === 0
  return (
    <>
      <PageHeader title="Overview" below={`Project ${session.project?.name ?? ''}`}>
        <LinkButton to={`${paths.keyPairs()}?new`} variant="default" leftSection={<IconKey size={16} aria-hidden />}>
          Create key pair
        </LinkButton>
        <LinkButton to={paths.serverCreate()} leftSection={<IconPlus size={16} aria-hidden />}>
          Create server
        </LinkButton>
      </PageHeader>
      <Quotas data={data} />
      {!isEmpty && <Counts counts={data.counts} />}
      <Text component="h2" fw={600} mb="sm" mt="xl">
        {isEmpty ? 'First steps' : 'Newest servers'}
      </Text>
      <DataTable
        label="Newest servers"
        rows={data.recent}
        columns={recentColumns}
        rowKey={(server) => server.id}
        whenEmpty={<FirstStep hasKeys={data.keyPairs > 0} />}
      />
      {!isEmpty && (
        <Anchor component={Link} to={paths.servers()} size="sm" mt="sm" display="inline-block">
          All servers
        </Anchor>
      )}
    </>
  )
}

function Quotas({ data: { quota, keyPairs } }: { data: Overview }) {
  return (
    <section aria-label="Quota" className="card" style={{ padding: '18px 20px' }}>
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="xl">
        <Meter label="Servers" {...quota.servers} />
        <Meter label="vCPUs" {...quota.vcpus} />
        <Meter label="Memory" {...quota.ramMb} format={formatMb} />
        <Meter label="Key pairs" used={keyPairs} limit={quota.keyPairsLimit} />
      </SimpleGrid>
    </section>
  )
}

const countNames: Record<string, string> = {
  ACTIVE: 'Running',
  SHUTOFF: 'Stopped',
  BUILD: 'Building',
  ERROR: 'In error',
}

function Counts({ counts }: { counts: Overview['counts'] }) {
  return (
    <SimpleGrid cols={{ base: 2, xs: 4 }} mt="md" component="dl" className="counts">
      {counts.map(({ status, servers }) => (
        <div key={status} className="card count" data-bad={status === 'ERROR' && servers > 0}>
          <dt>{countNames[status] ?? status}</dt>
          <dd>{servers}</dd>
        </div>
      ))}
    </SimpleGrid>
  )
}

/** A person's first errand: a key, then a server that lets it in. */
function FirstStep({ hasKeys }: { hasKeys: boolean }) {
  if (hasKeys)
    return (
      <EmptyState
        icon={<IconRocket />}
        title="Launch your first server"
        text="You have a key pair. Choose an image and a size, and sign in with your key in under a minute."
      >
        <LinkButton to={paths.serverCreate()}>Launch a server</LinkButton>
      </EmptyState>
    )
  return (
    <EmptyState
      icon={<IconKey />}
      title="First, a key pair"
      text="Servers let you in by SSH key. Make one here or import the one that you use already; after that you launch your first server."
    >
      <LinkButton to={`${paths.keyPairs()}?new`}>Make a key pair</LinkButton>
    </EmptyState>
  )
}
