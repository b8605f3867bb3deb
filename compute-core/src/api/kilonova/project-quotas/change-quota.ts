import type { QuotaResource } from '#domain/quota/quota'
import type { Db } from '#platform/db/database'
import { conflict } from '#platform/errors'
import { dropLimitsOf, givenToOthers, lockUsage, saveQuotaLimits, serverUsage } from '#store/quota-store'
import { countServerGroups, lockServerGroups } from '#store/server-group-store'
import type { ComputeDeps } from '../../compute-deps.ts'
import { limitsOf } from '../../quotas/limits-of.ts'
import type { QuotaChanges } from './read-quota-changes.ts'

/** Gives a project these limits in both services, or in none of them: without force none goes below what is used or given to users. */
export async function changeQuota(api: ComputeDeps, projectId: string, changes: QuotaChanges): Promise<void> {
  const [compute, network] = [named(changes.compute), named(changes.network)]
  await api.db.transaction().execute(async (tx) => {
    if (!changes.force) await refuseBelowUse(api, tx, projectId, { compute, network })
    const isDropped = ([, limit]: readonly [string, number | null]) => limit === null
    const entries = Object.entries(compute)
    await saveQuotaLimits(tx, projectId, '', Object.fromEntries(entries.filter((one) => !isDropped(one))))
    await dropLimitsOf(tx, projectId, entries.filter(isDropped).map(([name]) => name) as QuotaResource[])
    await api.networks.changeLimits(tx, projectId, network)
  })
}

const named = <Limits extends object>(limits: Limits) =>
  Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined)) as {
    [Name in keyof Limits]?: Exclude<Limits[Name], undefined>
  }

type Named = { [Service in 'compute' | 'network']: ReturnType<typeof named<QuotaChanges[Service]>> }

/** Refuses limits below what the project uses or has given to its users, with all of them in one sentence. */
async function refuseBelowUse(api: ComputeDeps, tx: Db, projectId: string, { compute, network }: Named): Promise<void> {
  await lockUsage(tx, projectId)
  await lockServerGroups(tx, projectId)
  await api.networks.lockUsage(tx, projectId)
  const [servers, server_groups, figures, given, { networks }] = [
    await serverUsage(tx, projectId),
    await countServerGroups(tx, projectId),
    await api.networks.quotaFigures(projectId, tx),
    await givenToOthers(tx, projectId, undefined),
    api,
  ]
  const defaults = { ...(await limitsOf({ ...api, db: tx }, { className: 'default' })), ...networks.defaultLimits }
  const counted = Object.fromEntries(figures.map((figure) => [figure.resource, figure.used]))
  const used: Readonly<Record<string, number>> = { ...servers, server_groups, ...counted }
  const tooLow = (Object.entries({ ...compute, ...network }) as [keyof typeof defaults, number | null][]).flatMap(
    ([name, asked]) => {
      const limit = asked ?? defaults[name]
      const toUsers = given[name as QuotaResource] ?? 0
      if (limit < 0) return []
      if (limit < (used[name] ?? 0)) return [`${name}: ${limit} asked, ${used[name]} used`]
      return limit < toUsers ? [`${name}: ${limit} asked, ${toUsers} given to users`] : []
    },
  )
  if (tooLow.length === 0) return
  throw conflict(`The limits are below what there is (${tooLow.join('; ')}).`, 'Choose higher ones, or force them.')
}
