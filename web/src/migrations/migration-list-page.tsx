import type { MigrationView } from '@kilonova/compute-core/api/migrations/migration-schema'
import { migrationKeys } from '@kilonova/compute-core/domain/server/migration-keys'
import { IconArrowsExchange } from '@tabler/icons-react'
import { apiPage } from '#list/api-page'
import { listQuery, type ListColumn, type ListRequest } from '#list/descriptor'
import { projectColumn } from '#list/project-column'
import { ResourceList } from '#list/resource-list'
import type { Bff } from '#shared/bff'
import { adminPaths } from '#shared/paths'
import { type Scope, seesAll, useBff, usePaths, useScope } from '#shared/scope'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { useIsPermitted } from '#ui/permit'
import { RelativeTime } from '#ui/relative-time'
import { Status } from '#ui/status'
import { migrationLook, migrationType } from './migration-words.ts'

const listIn = (scope: Scope) => ({
  service: 'compute' as const,
  // Who is no administrator sees those of one project, and has to name it.
  path: `/os-migrations?kilonova:names=true${scope.kind === 'project' ? `&project_id=${scope.id}` : ''}`,
  rows: 'migrations',
  marker: ({ uuid }: MigrationView) => uuid,
})

/** A page of the migrations in `scope`. */
export const migrationsQuery = (bff: Bff, scope: Scope, request: ListRequest) =>
  listQuery<MigrationView>({
    queryKey: [bff.scope, 'migrations', request],
    queryFn: ({ signal }) => apiPage(bff, listIn(scope), request, signal),
    meta: { staleAfter: [{ topic: 'server' }] },
  })

const nameIn = (
  { 'kilonova:names': names }: MigrationView,
  of: keyof NonNullable<MigrationView['kilonova:names']>,
  id: string | null,
) => names?.[of] ?? id

const columns: readonly ListColumn<MigrationView>[] = [
  {
    id: 'server',
    header: t('Server'),
    width: 190,
    sortKey: 'instance_uuid',
    cell: (migration) => <ServerOf migration={migration} />,
    value: (migration) => nameIn(migration, 'server', migration.instance_uuid),
  },
  {
    id: 'type',
    header: t('Type'),
    width: 130,
    sortKey: 'migration_type',
    cell: ({ migration_type: type }) => migrationType(type),
    value: ({ migration_type: type }) => type,
  },
  {
    id: 'status',
    header: t('Status'),
    width: 180,
    sortKey: 'status',
    cell: ({ status }) => <Status {...migrationLook(status)} code={status} />,
    value: ({ status }) => status,
  },
  {
    id: 'source',
    header: t('From host'),
    width: 130,
    sortKey: 'source_compute',
    cell: ({ source_compute: host }) => <HostName name={host} />,
    value: ({ source_compute: host }) => host,
  },
  {
    id: 'destination',
    header: t('To host'),
    width: 130,
    sortKey: 'dest_compute',
    cell: ({ dest_compute: host }) => <HostName name={host} />,
    value: ({ dest_compute: host }) => host,
  },
  projectColumn(
    (migration) => ({ id: migration.project_id ?? '', name: migration['kilonova:names']?.project }),
    'project_id',
  ),
  {
    id: 'user',
    header: t('Begun by'),
    width: 120,
    sortKey: 'user_id',
    cell: (migration) => (
      <span title={migration.user_id ?? undefined}>{nameIn(migration, 'user', migration.user_id)}</span>
    ),
    value: (migration) => nameIn(migration, 'user', migration.user_id),
  },
  {
    id: 'created',
    header: t('Created'),
    width: 120,
    sortKey: 'created_at',
    cell: ({ created_at: at }) => <RelativeTime at={at} />,
    value: ({ created_at: at }) => at,
  },
  {
    id: 'updated',
    header: t('Updated'),
    width: 120,
    sortKey: 'updated_at',
    hidden: true,
    cell: ({ updated_at: at }) => <RelativeTime at={at} />,
    value: ({ updated_at: at }) => at,
  },
  {
    id: 'id',
    header: t('ID'),
    width: 290,
    hidden: true,
    cell: ({ uuid }) => <span className="mono">{uuid}</span>,
    value: ({ uuid }) => uuid,
  },
]

/** The columns that are shown to somebody: hosts are told to whom the policy lets see them, and a project's page needs no project. */
const columnsFor = ({ kind }: Scope, showsHosts: boolean): typeof columns =>
  columns.filter(
    ({ id }) => (kind === 'admin' || id !== 'project') && (showsHosts || (id !== 'source' && id !== 'destination')),
  )

/** The ways of servers to other flavors and hosts: those of the project, or of all. */
export default function MigrationListPage() {
  const bff = useBff()
  const paths = usePaths()
  const scope = useScope()
  const isOfAll = scope.kind === 'admin'
  const showsHosts = useIsPermitted()('os_compute_api:os-migrations:index:host')
  return (
    <ResourceList
      name="migrations"
      title={t('Migrations')}
      things={t('migrations')}
      description={
        isOfAll
          ? t('Resizes and moves of servers between hosts, in all projects.')
          : t('Resizes of the project’s servers, and their moves between hosts.')
      }
      columns={columnsFor(scope, showsHosts)}
      rowKey={({ uuid }) => uuid}
      nameOf={(migration) => nameIn(migration, 'server', migration.instance_uuid) ?? ''}
      defaultSort={[{ column: 'created', direction: 'desc' }]}
      keys={migrationKeys}
      placeholder={
        showsHosts
          ? t('Host, server:web-1, status:error or type:resize')
          : t('server:web-1, status:error or type:resize')
      }
      query={(request) => migrationsQuery(bff, scope, request)}
      open={({ instance_uuid: id }) => paths.server(id)}
      phone={{ beside: 'status', below: ['type', ...(showsHosts ? ['source', 'destination'] : [])] }}
      empty={{
        icon: <IconArrowsExchange />,
        title: t('No migrations yet'),
        text: t('A server that is resized or moved to another host is listed here.'),
      }}
    />
  )
}

function ServerOf({ migration }: { migration: MigrationView }) {
  const { instance_uuid: id } = migration
  return <NameLink to={usePaths().server(id)} name={nameIn(migration, 'server', id) ?? id} />
}

/** A host, whose page only administrators have. */
function HostName({ name }: { name: string | null }) {
  const isLed = seesAll(useScope())
  if (name === null) return <span className="dimmed">—</span>
  return isLed ? <NameLink to={adminPaths.host(name)} name={name} /> : name
}
