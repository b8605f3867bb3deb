import { z } from 'zod'
import { databaseFigures } from '#platform/db/database-figures'
import { conflict, notFound } from '#platform/errors'
import { logLevels } from '#platform/log'
import { type ControlProcess, listProcesses } from '#platform/process/control-process'
import { readAs } from '#platform/service/read-as'
import { hypervisorsInUse } from '#store/host-queries'
import { retryWebhook, webhookQueue } from '#store/notification-store'
import type { ReconcilerFigures } from '#platform/reconciler-figures'
import type { ComputeDeps } from '../../compute-deps.ts'
import { route, routeWithBody } from '../../route.ts'
import {
  databaseSchema,
  endpointSchema,
  logLevelSchema,
  processesSchema,
  type ProcessView,
  rateLimitsSchema,
  reconcilerSchema,
  type ReconcilerView,
  settingSchema,
  versionsSchema,
  webhookSchema,
} from './system-schema.ts'

const logLevelBody = z.strictObject({ log_level: z.strictObject({ level: z.enum(logLevels) }) })
const reading = 'kilonova:system:show'
const changing = 'kilonova:system:change'

/** The machinery behind the APIs, for administrators; readers of the whole cloud see it. */
export const systemRoutes = [
  route('GET /kilonova/system/versions', {
    rule: reading,
    response: z.strictObject({ versions: versionsSchema }),
    summary: 'Shows what runs here in which version.',
    async handle({ db, system }) {
      const [{ version: postgresql }, hypervisors] = await Promise.all([databaseFigures(db), hypervisorsInUse(db)])
      const apis = system.services.map(({ name, title, min, max }) => ({ name, title, min, max }))
      return { body: { versions: { ...system.versions, postgresql, hypervisors, apis } } }
    },
  }),
  route('GET /kilonova/system/settings', {
    rule: reading,
    response: z.strictObject({ settings: z.array(settingSchema) }),
    summary: 'Lists the settings in force, each with where it comes from; of secrets only that they are set.',
    async handle({ system }) {
      const settings = system.settings().map(({ name, value, isSecret, byDefault, source, variable, summary }) => ({
        name,
        value,
        is_secret: isSecret,
        default: byDefault,
        source: source.kind,
        from: source.kind === 'file' ? source.file : source.kind === 'environment' ? source.variable : null,
        variable,
        summary,
      }))
      return { body: { settings } }
    },
  }),
  route('GET /kilonova/system/endpoints', {
    rule: reading,
    response: z.strictObject({ endpoints: z.array(endpointSchema) }),
    summary: 'Lists where the services are reached, and asks each of them within this process for its versions.',
    async handle({ system, config }, { request }) {
      const origin = config.public_url?.replace(/\/+$/, '') ?? new URL(request.url).origin
      const endpoints = system.services.map(async ({ name, title, path }) => {
        const { status, tookMs } = await system.check(name)
        return {
          name,
          title,
          url: origin + path,
          asked: 'in-process' as const,
          status,
          answers: status < 400,
          took_ms: tookMs,
        }
      })
      return { body: { endpoints: await Promise.all(endpoints) } }
    },
  }),
  route('GET /kilonova/system/reconcilers', {
    rule: reading,
    response: z.strictObject({ reconcilers: z.array(reconcilerSchema) }),
    summary: 'Lists what looks for drift: when it ran last, how long, what it mended, and when it runs next.',
    handle: async ({ system }) => ({ body: { reconcilers: (await system.reconcilers()).map(viewReconciler) } }),
  }),
  route('POST /kilonova/system/reconcilers/:name/run', {
    operation: 'reconciler-run',
    rule: changing,
    success: 202,
    summary: 'Has a reconciler look now; one that is running looks once more when it has ended.',
    async handle({ system }, { params, note }) {
      const name = params['name']!
      note({ target: { kind: 'reconciler', id: name, name } })
      if (!(await system.runReconciler(name))) throw notFound('Reconciler', name)
      return { status: 202 }
    },
  }),
  route('GET /kilonova/system/processes', {
    rule: reading,
    response: processesSchema,
    summary: 'Lists the control processes with their leases and what each has in hand, and what nobody has.',
    async handle({ db, system }) {
      const { processes, left } = await listProcesses(db)
      return {
        body: {
          processes: processes.map((one) => viewProcess(one, system.processId)),
          left: { flows_under_way: left.underWay, flows_waiting: left.waiting },
        },
      }
    },
  }),
  route('GET /kilonova/system/webhook', {
    rule: reading,
    response: z.strictObject({ webhook: webhookSchema }),
    summary: 'Shows the queue of the webhook: what waits, and what it said last that was not well.',
    handle: async (api) => ({ body: { webhook: await viewWebhook(api) } }),
  }),
  route('POST /kilonova/system/webhook/retry', {
    operation: 'webhook-retry',
    rule: changing,
    success: 202,
    summary: 'Tries the webhook again now with all that waits.',
    async handle({ db, config, system }) {
      const { webhook_url: url } = config
      if (url === undefined) throw conflict('There is no webhook.', 'Set webhook_url and start the cloud again.')
      await retryWebhook(db, url)
      await system.runReconciler('undelivered-notifications')
      return { status: 202 }
    },
  }),
  route('GET /kilonova/system/rate-limits', {
    rule: reading,
    response: z.strictObject({ rate_limits: rateLimitsSchema }),
    summary: 'Shows how many requests the Compute API takes, and who was held back since the start.',
    async handle({ config, system, identity }) {
      const latest = system.heldBack.latest()
      const idsOf = (what: 'user' | 'project') => latest.filter(({ of }) => of === what).map(({ id }) => id)
      const [user, project] = await Promise.all([
        identity.namesOf('user', idsOf('user')),
        identity.namesOf('project', idsOf('project')),
      ])
      const names = { user, project }
      const held_back = latest.map(({ of, id, times, lastAt }) => ({
        of,
        id,
        name: names[of].get(id) ?? null,
        times,
        last_at: lastAt.toISOString(),
      }))
      const { per_user = null, per_project = null } = config.rate_limit
      return { body: { rate_limits: { per_user, per_project, held_back } } }
    },
  }),
  route('GET /kilonova/system/database', {
    rule: reading,
    response: z.strictObject({ database: databaseSchema }),
    summary: 'Shows how large the database is, its largest tables, its connections, and the migrations that it has.',
    async handle({ db }) {
      const { connections, migrations, ...figures } = await databaseFigures(db)
      const { inTransaction: in_transaction, ...others } = connections
      return {
        body: {
          database: {
            ...figures,
            connections: { ...others, in_transaction },
            migrations: migrations.map(({ name, ranAt }) => ({ name, ran_at: ranAt.toISOString() })),
          },
        },
      }
    },
  }),
  route('GET /kilonova/system/log-level', {
    rule: reading,
    response: z.strictObject({ log_level: logLevelSchema }),
    summary: 'Shows from which level on something is logged.',
    handle: async ({ system }) => ({ body: { log_level: viewLogLevel(system) } }),
  }),
  routeWithBody('PUT /kilonova/system/log-level', readAs(logLevelBody), {
    operation: 'log-level-update',
    rule: changing,
    response: z.strictObject({ log_level: logLevelSchema }),
    summary: 'Changes from which level on something is logged, until the cloud is started again.',
    async handle({ system }, { note }, { log_level: { level } }) {
      note({ target: { kind: 'log-level', id: level, name: level } })
      system.logLevel.set(level)
      return { body: { log_level: viewLogLevel(system) } }
    },
  }),
]

const viewLogLevel = ({ logLevel }: ComputeDeps['system']) => ({ level: logLevel.now(), at_start: logLevel.atStart })

const viewProcess = (one: ControlProcess, here: string): ProcessView => ({
  id: one.id,
  host: one.hostName,
  is_this: one.id === here,
  roles: [...one.roles],
  version: one.version,
  revision: one.revision,
  address: one.address,
  hosts: [...one.hosts],
  state: one.isLive ? 'live' : one.releasedAt ? 'stopped' : one.takenOverAt ? 'taken-over' : 'silent',
  leads: one.isLeader,
  started_at: one.startedAt.toISOString(),
  renewed_at: one.renewedAt.toISOString(),
  lease_left_ms: one.leaseLeftMs,
  stopped_at: one.releasedAt?.toISOString() ?? null,
  taken_over_at: one.takenOverAt?.toISOString() ?? null,
  taken_over_by: one.takenOverBy,
  flows_under_way: one.flowsUnderWay,
  flows_waiting: one.flowsWaiting,
})

const viewReconciler = (one: ReconcilerFigures): ReconcilerView => ({
  name: one.name,
  every_ms: one.everyMs,
  is_running: one.isRunning,
  runs: one.runs,
  failures: one.failures,
  mended_in_all: one.mendedInAll,
  last_run: one.last?.at.toISOString() ?? null,
  last_took_ms: one.last?.tookMs ?? null,
  last_mended: one.last?.mended ?? null,
  last_error: one.last?.error ?? null,
  next_run: one.nextAt?.toISOString() ?? null,
})

async function viewWebhook({ db, config, system }: ComputeDeps) {
  const queue = await webhookQueue(db, config.webhook_url ?? '')
  const shown = system.settings().find(({ name }) => name === 'webhook_url')?.value
  return {
    url: config.webhook_url === undefined ? null : String(shown ?? 'set'),
    waiting: queue.waiting,
    refused: queue.refused,
    oldest_at: queue.oldestAt?.toISOString() ?? null,
    failures: queue.failures,
    retry_at: queue.retryAt?.toISOString() ?? null,
    reached_at: queue.reachedAt?.toISOString() ?? null,
    last_error: queue.lastError,
    last_error_at: queue.lastErrorAt?.toISOString() ?? null,
  }
}
