import {
  type ActionRole,
  lifecycle,
  type Readiness,
  refusal,
  type RefusalKind,
  type ServerAction,
} from '@kilonova/compute-core/domain/server/lifecycle'
import { metadataRefusal, metadataStates } from '@kilonova/compute-core/domain/server/metadata-change'
import { statusOf } from '@kilonova/compute-core/domain/server/status'
import type { Rule as ComputeRule } from '@kilonova/compute-core/api/policy'
import type { ListedServerView } from '@kilonova/compute-core/api/servers/server-schema'
import { isAdmin, isMember, type Session } from '../request/session.ts'
import { commandNames, type CommandName } from './server-command.ts'

/** Whoever asks, as far as it counts. */
type Roles = Pick<Session, 'roles'> & Partial<Pick<Session, 'refused'>>

/** What it takes of a server to say what is possible. */
type ServerState = Pick<
  ListedServerView,
  'name' | 'locked' | 'OS-EXT-STS:vm_state' | 'OS-EXT-STS:task_state' | 'OS-SRV-USG:launched_at'
>

/**
 * Why a command is not possible now, as a code that the page tells in the language of the person: a kind, and behind it the statuses that
 * it takes (`state ACTIVE,SHUTOFF`), the task that is under way (`busy powering-off`), or who the policy lets (`policy the admin role`).
 */
type Reason = ReasonKind | `state ${string}` | `busy ${string}` | `policy ${string}`
type ReasonKind = Exclude<RefusalKind, 'state' | 'busy'> | 'admin-only' | 'members-only'

/** Why each command is not possible now, each a `Reason`; a possible one is absent. Pages put their words in its place. */
export type Refusals = Partial<Record<CommandName, string>>

/** The commands that have no lifecycle row of their own: whose row counts for them, if any, and the role that they require. */
const others: Record<Exclude<CommandName, ServerAction>, Guard> = {
  deleteNow: { row: 'delete', role: lifecycle.delete.role, rule: 'os_compute_api:os-deferred-delete:force' },
  lock: { row: null, role: 'member', rule: 'os_compute_api:os-lock-server:lock' },
  unlock: { row: null, role: 'member', rule: 'os_compute_api:os-lock-server:unlock' },
  resetState: { row: null, role: 'admin', rule: 'os_compute_api:os-admin-actions:reset_state' },
}

interface Guard {
  row: ServerAction | null
  role: ActionRole
  rule: ComputeRule
}

const guardOf = (command: CommandName): Guard =>
  command in others
    ? others[command as keyof typeof others]
    : { row: command as ServerAction, ...lifecycle[command as ServerAction] }

/** The policy rule of each command. */
export const commandRules = Object.fromEntries(
  commandNames.map((command) => [command, guardOf(command).rule]),
) as Record<CommandName, ComputeRule>

/** The commands that only administrators may give; others are not offered them. */
export const adminCommands: readonly CommandName[] = commandNames.filter((command) => guardOf(command).role === 'admin')

/** Why this person cannot give `server` each command now: a role is missing, or the lifecycle table rules it out. */
export function refusalsOf(server: ServerState, session: Roles): Refusals {
  const readiness = readinessOf(server)
  const refusals: Refusals = {}
  for (const command of commandNames) {
    const { row, role, rule } = guardOf(command)
    const why = byPolicy(rule, role, session) ?? byLifecycle(readiness, row, session)
    if (why) refusals[command] = why
  }
  return refusals
}

/** Why this person cannot change what a server is called and described by; undefined where the policy lets them. */
export const editRefusalOf = (session: Roles): string | undefined =>
  byPolicy('os_compute_api:servers:update', 'member', session)

/** Why this person cannot change the metadata of `server` now: a role is missing, it is locked, or its state rules it out. */
export function metadataRefusalOf(server: ServerState, session: Roles): string | undefined {
  const why = metadataRefusal(readinessOf(server), 'change metadata', isAdmin(session))
  const policy = byPolicy('os_compute_api:server-metadata:update_all', 'member', session)
  return policy ?? (why?.kind === 'state' ? stateReason(metadataStates) : why?.kind)
}

/** For each command that is not possible now the id of the reason in the answer's table. */
export type RefusalIds = Partial<Record<CommandName, string>>

/** The reasons of many servers, of which each is sent once. */
export interface RefusalTable {
  /** Why this person cannot give `server` each command now, by the reasons' ids. */
  idsOf(server: ListedServerView): RefusalIds
  /** Each reason by its id. */
  reasons: Readonly<Record<string, string>>
}

/** An empty table, which grows with each server that it is asked for. */
export function refusalTable(session: Roles): RefusalTable {
  const reasons: Record<string, string> = {}
  const ids = new Map<string, string>()
  const idOf = (reason: string): string => {
    const known = ids.get(reason)
    if (known !== undefined) return known
    const id = String(ids.size)
    ids.set(reason, id)
    reasons[id] = reason
    return id
  }
  return {
    reasons,
    idsOf: (server) =>
      Object.fromEntries(Object.entries(refusalsOf(server, session)).map(([name, why]) => [name, idOf(why)])),
  }
}

/** Why the policy in force refuses it; where that is not known, what its defaults say of the roles. */
function byPolicy(rule: ComputeRule, role: ActionRole, { refused, roles }: Roles): Reason | undefined {
  if (!refused) return missingRole(role, { roles })
  const who = refused[rule]
  // By the defaults it is a role that everybody knows.
  return who === undefined
    ? undefined
    : who === defaultly[role]
      ? (missingRole(role, { roles }) ?? `policy ${who}`)
      : `policy ${who}`
}

/** Who passes the default checks of the actions, in the policy's own words. */
const defaultly: Readonly<Record<ActionRole, string>> = {
  member: 'the member role in the project, or the admin role',
  admin: 'the admin role',
}

function missingRole(role: ActionRole, session: Pick<Session, 'roles'>): Reason | undefined {
  if (isAdmin(session)) return undefined
  if (role === 'admin') return 'admin-only'
  return isMember(session) ? undefined : 'members-only'
}

function byLifecycle(readiness: Readiness, row: ServerAction | null, session: Roles): Reason | undefined {
  const why = row ? refusal(readiness, row, isAdmin(session)) : undefined
  if (!row || !why) return undefined
  if (why.kind === 'busy') return `busy ${readiness.taskState}`
  if (why.kind !== 'state') return why.kind
  const { from } = lifecycle[row]
  return stateReason(from === 'any' ? [] : from)
}

const stateReason = (states: readonly Readiness['vmState'][]): Reason =>
  `state ${states.map((vmState) => statusOf({ vmState, taskState: null, deletedAt: null })).join()}`

function readinessOf(server: ServerState): Readiness {
  const launchedAt = server['OS-SRV-USG:launched_at']
  return {
    id: server.name,
    vmState: server['OS-EXT-STS:vm_state'],
    taskState: server['OS-EXT-STS:task_state'],
    lockedBy: server.locked ? 'owner' : null,
    launchedAt: launchedAt === null ? null : new Date(launchedAt),
  } as Readiness
}
