import { beforeEach, expect, test } from 'vitest'
import { eachOf } from '#domain/guest-metrics/guest-figures'
import { hostFigureNames } from '#domain/host/host-figures'
import { type HostId, newId } from '#platform/ids'
import { sharedScratch } from '#test/shared-scratch'
import { forgetHostSamples, hostSeries, keepHostSample, rollUpHostSamples } from './host-sample-store.ts'

const db = sharedScratch()
const noon = new Date('2026-11-30T12:00:00Z')
/** That many seconds after noon. */
const at = (seconds: number) => new Date(noon.getTime() + seconds * 1000)

let host: { id: HostId; name: string }
beforeEach(async () => {
  const id = newId<HostId>()
  host = { id, name: `host-${id}` }
  await db()
    .insertInto('compute.host')
    .values({ id, service_id: newId<string>(), name: host.name, zone: 'nova', facts: '{}' })
    .execute()
  await db()
    .updateTable('compute.host_sample_rolled')
    .set({ until: new Date(0) })
    .execute()
})

const keep = (seconds: number, value: number | null, hostName = host.name) =>
  keepHostSample(db(), { at: at(seconds), hostName, figures: eachOf(hostFigureNames, () => value) })
const series = async (seconds: number, stepSeconds: number) =>
  (await hostSeries(db(), host.id, { since: at(seconds), stepSeconds })).map((point) => [
    point.at - noon.getTime() / 1000,
    point.average.load,
    point.maximum.load,
  ])

test('a sample is kept once, and of a host that nobody knows none is', async () => {
  for (let time = 0; time < 2; time++) await keep(0, 1.5)
  await keep(0, 9, 'unheard-of')
  await keep(30, null)
  expect(await series(0, 30)).toEqual([
    [0, 1.5, 1.5],
    [30, null, null],
  ])
})

test('a series is of averages and maxima as far as they have been made, once, and of samples from there on', async () => {
  for (const [seconds, value] of [
    [0, 1],
    [30, 3],
    [310, 4],
    [620, 8],
  ] as const)
    await keep(seconds, value)
  await Promise.all([1, 2, 3].map(() => rollUpHostSamples(db(), '5min', at(400))))
  await db().deleteFrom('compute.host_sample').where('at', '<', at(300)).execute()
  expect(await series(0, 300)).toEqual([
    [0, 2, 3],
    [300, 4, 4],
    [600, 8, 8],
  ])
})

test('what is old goes, and no sample before it is in the averages', async () => {
  const retention = { rawHours: 6, fiveMinutesDays: 8, hourDays: 90 }
  for (const hours of [7, 5]) await keep(-3600 * hours, 1)
  await forgetHostSamples(db(), noon, retention)
  expect(await series(-8 * 3600, 30)).toHaveLength(2)
  for (const into of ['5min', 'hour'] as const) await rollUpHostSamples(db(), into, noon)
  await forgetHostSamples(db(), noon, retention)
  expect(await series(-8 * 3600, 30)).toHaveLength(1)
  expect(await series(-8 * 3600, 3600)).toHaveLength(2)
})
