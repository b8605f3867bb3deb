import { z } from 'zod'
import { forbidden, invalid } from '#platform/errors'
import { migrationKeys } from '#domain/server/migration-keys'
import { type Migration, type MigrationFilter, migrationPage, migrationSortKeys } from '#store/migration-queries'
import { asBoolean, booleanValue, limitValue, readTime, timeValue } from '#platform/service/fields'
import {
  countHeader,
  pageBefore,
  searchParameters,
  termsOf,
  wantsCount,
} from '#platform/service/list-query/list-search'
import { type SortOrder, sortOf, sortParameters } from '#platform/service/list-query/list-sort'
import { nextLinks, type Page, pageOf } from '#platform/service/page'
import type { QueryRule } from '#platform/service/query-rule'
import { withAccountsNamed } from '../accounts-named.ts'
import type { ComputeDeps } from '../compute-deps.ts'
import { type RequestContext, route } from '../route.ts'
import { viewMigration } from './view-migration.ts'
import { linksSchema } from '#platform/service/links'
import { migrationSchema } from './migration-schema.ts'

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
    'kilonova:before': { ...pageBefore['kilonova:before'], since: '2.59' },
    'kilonova:names': {
      since: '2.59',
      once: true,
      value: booleanValue,
      summary: 'True for the names of server, project and user beside their ids, in kilonova:names.',
    },
    ...sortParameters(migrationSortKeys),
    ...searchParameters(migrationKeys),
  },
}

function filterOf({ query }: RequestContext): MigrationFilter {
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

/** Refuses what would tell hosts by what is found to somebody whom the list does not tell them. */
function refuseHosts({ query }: RequestContext, order: readonly SortOrder[]): void {
  const asked = [...['host', 'source_compute'].filter((name) => query.has(name)), ...order.map(({ key }) => key)]
  const about = asked.find((name) => ['host', 'source_compute', 'dest_compute'].includes(name))
  if (about !== undefined) throw forbidden(`Only administrators find migrations by their hosts. Leave ${about} out.`)
}

/** What the ids in each of these migrations are called; null for what is gone. */
async function namesIn({ identity }: ComputeDeps, migrations: readonly Migration[]) {
  const [projects, users] = await Promise.all([
    identity.namesOf(
      'project',
      migrations.map(({ projectId }) => projectId),
    ),
    identity.namesOf(
      'user',
      migrations.map(({ userId }) => userId),
    ),
  ])
  return ({ serverName, projectId, userId }: Migration) => ({
    server: serverName,
    project: projects.get(projectId) ?? null,
    user: users.get(userId) ?? null,
  })
}

/** Ways of servers to other flavors and hosts, those of all projects for an administrator. */
export const migrationRoutes = [
  route('GET /os-migrations', {
    query: listQuery,
    response: z.strictObject({ migrations: z.array(migrationSchema), migrations_links: linksSchema.optional() }),
    summary: 'Lists the migrations of servers.',
    async handle(api, context) {
      const filter = filterOf(context)
      const isForAll = context.may('os_compute_api:os-migrations:index:all_projects')
      if (!isForAll) context.permit('os_compute_api:os-migrations:index', { projectId: filter.projectId ?? null })
      const seesHosts = context.may('os_compute_api:os-migrations:index:host')
      const terms = termsOf(context, migrationKeys, seesHosts)
      // Before 2.59 the list had no pages.
      const isPaged = context.since('2.59')
      const page: Page = isPaged ? pageOf(context, api.config.max_limit) : { limit: 100_000, marker: undefined }
      const order = sortOf(context, [{ key: 'id', direction: isPaged ? 'desc' : 'asc' }])
      if (!seesHosts) refuseHosts(context, order)
      const { rows: migrations, total } = await migrationPage(api.db, {
        ...page,
        filter,
        terms: isForAll ? await withAccountsNamed(api.identity, terms) : terms,
        seesHosts,
        order,
        isCounted: wantsCount(context),
      })
      const ids = migrations.map(({ uuid }) => uuid)
      const links = isPaged ? nextLinks(context, { name: 'migrations_links', path: '/os-migrations', page, ids }) : {}
      const namesOf = asBoolean(context.query.one('kilonova:names') ?? '') ? await namesIn(api, migrations) : undefined
      const views = migrations.map((migration) => ({
        ...viewMigration(migration, context),
        ...(namesOf && { 'kilonova:names': namesOf(migration) }),
      }))
      return { headers: countHeader(total), body: { migrations: views, ...links } }
    },
  }),
]
