import { refusal, type Readiness, type ServerAction } from '@kilonova/compute-core/domain/server/lifecycle'
import type { ComputeServer } from '../cloud/compute-answers.ts'
import { isAdmin, isMember, type Session } from '../session/session.ts'
import { wishNames, type WishName } from './server-wish.ts'

/** Why each wish cannot be granted now; one that can is absent. */
export type Refusals = Partial<Record<WishName, string>>

/** What Nova leaves to administrators. */
const adminOnly: ReadonlySet<WishName> = new Set(['shelveOffload', 'resetState'])

/** The row of the lifecycle table behind a wish that has another name there, or none. */
const rows: Partial<Record<WishName, ServerAction | null>> = {
  deleteNow: 'delete',
  lock: null,
  unlock: null,
  resetState: null,
}

/** Why `server` cannot be asked for each wish by this person now: for want of a role, or by the lifecycle table. */
export function refusalsOf(server: ComputeServer, session: Session): Refusals {
  const readiness = readinessOf(server)
  const refusals: Refusals = {}
  for (const wish of wishNames) {
    const why = forWantOfRole(wish, session) ?? byLifecycle(readiness, wish, session)
    if (why) refusals[wish] = why
  }
  return refusals
}

/** Why this person may change nothing here at all; undefined for members and administrators. */
export const wantOfMembership = (session: Session): string | undefined =>
  isMember(session) || isAdmin(session) ? undefined : 'It takes the role member in this project.'

function forWantOfRole(wish: WishName, session: Session): string | undefined {
  if (adminOnly.has(wish) && !isAdmin(session)) return 'It takes the role admin.'
  return wantOfMembership(session)
}

function byLifecycle(readiness: Readiness, wish: WishName, session: Session): string | undefined {
  const row = wish in rows ? rows[wish] : (wish as ServerAction)
  const why = row ? refusal(readiness, row, isAdmin(session)) : undefined
  return why ? `${why.message} ${why.hint}` : undefined
}

function readinessOf(server: ComputeServer): Readiness {
  const launchedAt = server['OS-SRV-USG:launched_at']
  return {
    id: server.name, // the reason is read beside many servers: a person knows them by name
    vmState: server['OS-EXT-STS:vm_state'],
    taskState: server['OS-EXT-STS:task_state'],
    lockedBy: server.locked ? 'owner' : null,
    launchedAt: launchedAt === null ? null : new Date(launchedAt),
  } as Readiness
}
