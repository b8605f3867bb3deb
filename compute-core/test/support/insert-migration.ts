import type { Insertable } from 'kysely'
import type { Server } from '#domain/server/server'
import type { Database, DB } from '#platform/db/database'
import { newId } from '#platform/ids'

/** Writes a resize of a server that waits to be confirmed; `what` overrides columns. */
export const insertMigration = (
  db: Database,
  server: Server,
  what: Partial<Insertable<DB['compute.migration']>> = {},
) =>
  db
    .insertInto('compute.migration')
    .values({
      server_id: server.id,
      flow_id: newId<string>(),
      type: 'resize',
      status: 'finished',
      source_host: 'host-1',
      dest_host: 'host-1',
      old_flavor_id: '1',
      new_flavor_id: '2',
      user_id: server.userId,
      project_id: server.projectId,
      ...what,
    })
    .returning(['id', 'uuid'])
    .executeTakeFirstOrThrow()
