import { invalid } from '#platform/errors'
import { listMigrations, type MigrationFilter } from '#store/migration-queries'
import { limitValue, readTime, timeValue } from '../fields.ts'
import { nextLinks, type Page, pageOf } from '../page.ts'
import type { QueryRule } from '../query-rule.ts'
import { type Ask, route } from '../route.ts'
import { viewMigration } from './view-migration.ts'

const listQuery: QueryRule = {
  closedSince: '2.59',
  parameters: {
    hidden: {},
    host: {},
    instance_uuid: {},
    source_compute: {},
    status: {},
    migration_type: {},
    limit: { since: '2.59', once: true, value: limitValue },
    marker: { since: '2.59', once: true },
    'changes-since': { since: '2.59', once: true, value: timeValue },
    'changes-before': { since: '2.66', once: true, value: timeValue },
    user_id: { since: '2.80', once: true },
    project_id: { since: '2.80', once: true },
  },
}

function filterOf({ query }: Ask): MigrationFilter {
  const [changesSince, changesBefore] = ['changes-since', 'changes-before'].map((name) =>
    readTime(query.one(name) ?? ''),
  )
  if (changesSince && changesBefore && changesSince > changesBefore)
    throw invalid('The value of changes-since must be less than or equal to changes-before.', 'changes-since')
  const host = query.one('host')
  return {
    host,
    sourceHost: host === undefined ? query.one('source_compute') : undefined,
    serverId: query.one('instance_uuid'),
    status: query.one('status'),
    type: query.one('migration_type'),
    userId: query.one('user_id'),
    projectId: query.one('project_id'),
    changesSince,
    changesBefore,
  }
}

/** Ways of servers to other flavors and hosts, those of all projects for an administrator. */
export const migrationRoutes = [
  route('GET /os-migrations', {
    query: listQuery,
    async handle(api, ask) {
      const filter = filterOf(ask)
      if (!ask.may('os_compute_api:os-migrations:index:all_projects'))
        ask.permit('os_compute_api:os-migrations:index', { projectId: filter.projectId ?? null })
      // Before 2.59 the list had no pages.
      const isPaged = ask.since('2.59')
      const page: Page = isPaged ? pageOf(api, ask) : { limit: 100_000, marker: undefined }
      const order = isPaged ? 'newest first' : 'oldest first'
      const migrations = await listMigrations(api.db, { ...page, filter, order })
      const ids = migrations.map(({ uuid }) => uuid)
      const links = isPaged ? nextLinks(ask, { name: 'migrations_links', path: '/os-migrations', page, ids }) : {}
      return { body: { migrations: migrations.map((migration) => viewMigration(migration, ask)), ...links } }
    },
  }),
]
