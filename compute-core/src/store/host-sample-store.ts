import { sql } from 'kysely'
import { type HostSample, type HostFigureName, hostFigureNames } from '#domain/host/host-figures'
import type { FigurePoint } from '#domain/guest-metrics/series'
import type { Db } from '#platform/db/database'
import type { HostId } from '#platform/ids'
import { forgetSamples, listOf, type Retention, type RollUp, rollUpSamples, sampleSeries } from './sample-store.ts'

const samples = { table: 'host_sample', owner: 'host_id', names: hostFigureNames } as const

/** Keeps how much of a host was in use until `at`; of a host that the cloud does not know nothing is kept. */
export async function keepHostSample(
  db: Db,
  { at, hostName, figures }: { at: Date; hostName: string; figures: HostSample },
): Promise<void> {
  await sql`
    insert into compute.host_sample (host_id, at, ${listOf(hostFigureNames, sql.ref)})
    select id, ${at}, ${listOf(hostFigureNames, (name) => sql`${figures[name]}::real`)}
    from compute.host where name = ${hostName}
    on conflict do nothing
  `.execute(db)
}

/** Adds the averages and maxima of hosts of all whole spans that have ended by `now` and are not there yet, once. */
export const rollUpHostSamples = (db: Db, into: RollUp, now: Date): Promise<void> =>
  rollUpSamples(db, samples, into, now)

/** Forgets what is older of hosts than the settings keep. */
export const forgetHostSamples = (db: Db, now: Date, retention: Retention): Promise<void> =>
  forgetSamples(db, samples, now, retention)

/** The points of a host from `since` on, in the order of time, each of `stepSeconds`. */
export const hostSeries = (
  db: Db,
  hostId: HostId,
  span: { since: Date; stepSeconds: number },
): Promise<FigurePoint<HostFigureName>[]> => sampleSeries(db, samples, hostId, span)
