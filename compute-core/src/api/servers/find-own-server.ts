import { notFound } from '#platform/errors'
import type { ServerId } from '#platform/ids'
import type { StoredServer } from '#store/server-row'
import { findServer } from '#store/server-store'
import type { ComputeDeps } from '../compute-deps.ts'
import type { Rule } from '../policy.ts'
import type { RequestContext } from '../route.ts'

/** The server that the URL names, when it is the caller's project's and `rule` allows; another project's is not found. */
export async function ownServer(
  { db }: Pick<ComputeDeps, 'db'>,
  context: RequestContext,
  rule: Rule,
  options: { withDeleted?: boolean } = {},
): Promise<StoredServer> {
  const id = context.params['server'] as ServerId
  const server = await findServer(db, id, options)
  if (!server || !(context.caller.seesAll || server.projectId === context.caller.projectId))
    throw notFound('Instance', id)
  context.note({ target: { kind: 'server', id, name: server.name } })
  context.permit(rule, server)
  return server
}
