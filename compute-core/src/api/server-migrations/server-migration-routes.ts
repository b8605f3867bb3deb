import { z } from 'zod'
import { CloudError, invalid, notFound } from '#platform/errors'
import { findMigration, liveMigrations, type Migration } from '#store/migration-queries'
import type { ComputeDeps } from '../compute-deps.ts'
import { isLive, viewServerMigration } from '../migrations/view-migration.ts'
import type { Rule } from '../policy.ts'
import { readAs } from '#platform/service/read-as'
import { type RequestContext, route, routeWithBody } from '../route.ts'
import { ownServer } from '../servers/find-own-server.ts'
import { serverMigrationSchema } from '../migrations/migration-schema.ts'

const closed = { closedSince: '2.102' } as const

async function ownMigration(api: ComputeDeps, context: RequestContext, rule: Rule): Promise<Migration> {
  const server = await ownServer(api, context, rule)
  const id = context.params['migration']!
  const migration = await findMigration(api.db, server.id, id)
  if (!migration) throw notFound(`For instance ${server.id} the migration`, id)
  return migration
}

/** Refuses what can only be done to a live migration in one of these statuses. */
function assertIn(statuses: readonly string[], { id, type, status, serverId }: Migration): void {
  if (type === 'live-migration' && statuses.includes(status)) return
  throw invalid(
    `Migration ${id} of instance ${serverId} is a ${type} that is ${status}. It must be a live-migration that is ${statuses.join(' or ')}.`,
  )
}

/** Live migration takes a second machine to move to: whatever is found running here was not begun by this cloud. */
const notBuilt = (what: string) =>
  new CloudError({ kind: 'not-implemented', message: `A live migration cannot be ${what} yet in this cloud.` })

/** Live migrations of one server that are under way. */
export const serverMigrationRoutes = [
  route('GET /servers/:server/migrations', {
    since: '2.23',
    query: closed,
    response: z.strictObject({ migrations: z.array(serverMigrationSchema) }),
    summary: 'Lists the live migrations of a server that are under way.',
    async handle(api, context) {
      const server = await ownServer(api, context, 'os_compute_api:servers:migrations:index')
      const migrations = await liveMigrations(api.db, server.id)
      return { body: { migrations: migrations.map((migration) => viewServerMigration(migration, context)) } }
    },
  }),
  route('GET /servers/:server/migrations/:migration', {
    since: '2.23',
    query: closed,
    response: z.strictObject({ migration: serverMigrationSchema }),
    summary: 'Shows a live migration of a server that is under way.',
    async handle(api, context) {
      const migration = await ownMigration(api, context, 'os_compute_api:servers:migrations:show')
      if (!isLive(migration)) throw notFound('A live migration under way with the number', String(migration.id))
      return { body: { migration: viewServerMigration(migration, context) } }
    },
  }),
  route('DELETE /servers/:server/migrations/:migration', {
    since: '2.24',
    success: 202,
    summary: 'Aborts a live migration of a server.',
    async handle(api, context) {
      const migration = await ownMigration(api, context, 'os_compute_api:servers:migrations:delete')
      assertIn(context.since('2.65') ? ['running', 'queued', 'preparing'] : ['running'], migration)
      throw notBuilt('aborted')
    },
  }),
  routeWithBody(
    'POST /servers/:server/migrations/:migration/action',
    readAs(z.strictObject({ force_complete: z.null() })),
    {
      since: '2.22',
      success: 202,
      summary: 'Forces a live migration of a server to complete.',
      async handle(api, context) {
        assertIn(['running'], await ownMigration(api, context, 'os_compute_api:servers:migrations:force_complete'))
        throw notBuilt('forced to complete')
      },
    },
  ),
]
