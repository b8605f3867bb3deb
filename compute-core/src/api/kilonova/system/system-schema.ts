import { z } from 'zod'
import { logLevels } from '#platform/log'
import { processRoles } from '#platform/process/control-process'

const when = z.string().nullable()

/** What runs here, in a response. */
export const versionsSchema = z.strictObject({
  kilonova: z.string(),
  /** The commit of the source; null where it is not known. */
  revision: z.string().nullable(),
  node: z.string(),
  /** What control and the agents of hosts speak; one version apart they understand each other. */
  agent_contract: z.int(),
  postgresql: z.string(),
  /** The hypervisors of the hosts, and how many hosts have each. */
  hypervisors: z.array(z.strictObject({ type: z.string(), version: z.string(), hosts: z.int() })),
  apis: z.array(z.strictObject({ name: z.string(), title: z.string(), min: z.string(), max: z.string() })),
})
export type VersionsView = z.output<typeof versionsSchema>

/** A setting as it is in force, in a response. */
export const settingSchema = z.strictObject({
  name: z.string(),
  /** Of a secret only that it is set. */
  value: z.unknown(),
  is_secret: z.boolean(),
  default: z.unknown(),
  source: z.enum(['default', 'file', 'environment']),
  /** The file or the variable that it comes from. */
  from: z.string().nullable(),
  variable: z.string().nullable(),
  summary: z.string(),
})
export type SettingView = z.output<typeof settingSchema>

/** A service with where it is reached, and whether it answers, in a response. */
export const endpointSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  url: z.string(),
  /** Where it was asked: the way from outside to its address is not tried. */
  asked: z.literal('in-process'),
  status: z.int(),
  answers: z.boolean(),
  took_ms: z.number(),
})
export type EndpointView = z.output<typeof endpointSchema>

/** Something that looks for drift, in a response; figures are since the start of the process. */
export const reconcilerSchema = z.strictObject({
  name: z.string(),
  every_ms: z.number(),
  is_running: z.boolean(),
  runs: z.int(),
  failures: z.int(),
  /** Null for one that does not count. */
  mended_in_all: z.int().nullable(),
  last_run: when,
  last_took_ms: z.number().nullable(),
  last_mended: z.int().nullable(),
  last_error: z.string().nullable(),
  next_run: when,
})
export type ReconcilerView = z.output<typeof reconcilerSchema>

/** The queue of the webhook, in a response. */
export const webhookSchema = z.strictObject({
  /** Where it leads; null where there is none. */
  url: z.string().nullable(),
  waiting: z.int(),
  refused: z.int(),
  oldest_at: when,
  failures: z.int(),
  retry_at: when,
  reached_at: when,
  last_error: z.string().nullable(),
  last_error_at: when,
})
export type WebhookView = z.output<typeof webhookSchema>

const budget = z.strictObject({ requests: z.int(), seconds: z.number() }).nullable()

/** The limits of requests, and who was held back, in a response. */
export const rateLimitsSchema = z.strictObject({
  per_user: budget,
  per_project: budget,
  held_back: z.array(
    z.strictObject({
      of: z.enum(['user', 'project']),
      id: z.string(),
      name: z.string().nullable(),
      times: z.int(),
      last_at: z.string(),
    }),
  ),
})
export type RateLimitsView = z.output<typeof rateLimitsSchema>

/** The database, in a response. */
export const databaseSchema = z.strictObject({
  version: z.string(),
  bytes: z.number(),
  tables: z.array(z.strictObject({ name: z.string(), bytes: z.number(), rows: z.number().nullable() })),
  connections: z.strictObject({ active: z.int(), idle: z.int(), in_transaction: z.int(), most: z.int() }),
  /** The latest first. */
  migrations: z.array(z.strictObject({ name: z.string(), ran_at: z.string() })),
})
export type DatabaseView = z.output<typeof databaseSchema>

const processSchema = z.strictObject({
  id: z.string(),
  /** The name of its machine. */
  host: z.string(),
  /** Whether it is the one that answers. */
  is_this: z.boolean(),
  roles: z.array(z.enum(processRoles)),
  version: z.string(),
  revision: z.string().nullable(),
  /** Where agents reach it. */
  address: z.string().nullable(),
  /** The hosts that run within it. */
  hosts: z.array(z.string()),
  /** `silent`: its lease has run out, and nobody has taken over yet. */
  state: z.enum(['live', 'silent', 'stopped', 'taken-over']),
  /** Whether it runs the reconcilers. */
  leads: z.boolean(),
  started_at: z.string(),
  renewed_at: z.string(),
  /** For how long its lease holds unless it is renewed. */
  lease_left_ms: z.int(),
  stopped_at: when,
  taken_over_at: when,
  /** The id of the process that did. */
  taken_over_by: z.string().nullable(),
  flows_under_way: z.int(),
  flows_waiting: z.int(),
})
export type ProcessView = z.output<typeof processSchema>

/** The control processes, and the flows that no process has in hand which is there. */
export const processesSchema = z.strictObject({
  processes: z.array(processSchema),
  left: z.strictObject({ flows_under_way: z.int(), flows_waiting: z.int() }),
})
export type ProcessesView = z.output<typeof processesSchema>

/** From which level on something is logged now, and after the next start. */
export const logLevelSchema = z.strictObject({
  level: z.enum(logLevels),
  at_start: z.enum(logLevels),
})
export type LogLevelView = z.output<typeof logLevelSchema>
