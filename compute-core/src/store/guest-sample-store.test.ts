import { beforeEach, expect, test } from 'vitest'
import { eachFigure } from '#domain/guest-metrics/guest-figures'
import { newId, type ServerId } from '#platform/ids'
import { insertServer } from '#test/insert-server'
import { sharedScratch } from '#test/shared-scratch'
import { measuredGuests } from '#test/measured-guests'
import {
  forgetGuestSamples,
  guestSeries,
  hostFigures,
  latestGuestFigures,
  rollUpGuestSamples,
} from './guest-sample-store.ts'

const db = sharedScratch()
const noon = new Date('2026-11-30T12:00:00Z')
/** That many seconds after noon. */
const at = (seconds: number) => new Date(noon.getTime() + seconds * 1000)
const secondsOf = (date: Date) => date.getTime() / 1000

const tables = ['guest_sample', 'guest_sample_5min', 'guest_sample_hour'] as const
type Table = (typeof tables)[number]

beforeEach(async () => {
  for (const table of tables) await db().deleteFrom(`compute.${table}`).execute()
  await db()
    .updateTable('compute.guest_sample_rolled')
    .set({ until: new Date(0) })
    .execute()
})

const keep = (serverId: ServerId, seconds: number, value: number | null) =>
  measuredGuests(db(), { at: at(seconds), guests: [serverId], figures: eachFigure(() => [value]) })
const rows = (table: Table) => db().selectFrom(`compute.${table}`).selectAll().orderBy('at').execute()
const rollUp = async (now: Date) => {
  await rollUpGuestSamples(db(), '5min', now)
  await rollUpGuestSamples(db(), 'hour', now)
}
const cpu = (points: { at: number; average: { cpu_percent: number | null } }[]) =>
  points.map((point) => [point.at - secondsOf(noon), point.average.cpu_percent])

test('samples of all guests are kept in one go, each under its figure; of a guest that is no server nothing is', async () => {
  const [one, other] = [await insertServer(db()), await insertServer(db())]
  const gone = await insertServer(db())
  await db().updateTable('compute.server').set({ deleted_at: noon }).where('id', '=', gone.id).execute()
  const guests = [one.id, newId<ServerId>(), other.id, gone.id]
  const figures = eachFigure((name) => guests.map((_, index) => (name === 'memory_mb' ? null : index)))
  for (let time = 0; time < 2; time++) await measuredGuests(db(), { at: noon, guests, figures })
  const kept = await rows('guest_sample')
  expect(new Map(kept.map((row) => [row.server_id, row.cpu_percent]))).toEqual(
    new Map([
      [one.id, 0],
      [other.id, 2],
    ]),
  )
  expect(kept[0]).toMatchObject({ at: noon, memory_mb: null })
})

test('whole spans become averages and maxima, once, however often they are asked for and by how many', async () => {
  const { id } = await insertServer(db())
  for (const [seconds, value] of [
    [0, 10],
    [30, 20],
    [290, 60],
    [300, 5],
    [570, null],
    [3700, 7],
  ] as const)
    await keep(id, seconds, value)
  await Promise.all([rollUp(at(700)), rollUp(at(700)), rollUp(at(700))])
  await rollUp(at(710))
  expect(await rows('guest_sample_5min')).toMatchObject([
    { server_id: id, at: noon, cpu_percent: 30, cpu_percent_max: 60, tx_packets_rate: 30, tx_packets_rate_max: 60 },
    { at: at(300), cpu_percent: 5, cpu_percent_max: 5 },
  ])
  expect(await rows('guest_sample_hour')).toEqual([])
  await rollUp(at(3661))
  expect(await rows('guest_sample_hour')).toMatchObject([{ at: noon, cpu_percent: 23.75, cpu_percent_max: 60 }])
})

test('a span that has just ended waits for reports that are late', async () => {
  const { id } = await insertServer(db())
  await keep(id, 10, 1)
  await rollUp(at(359))
  expect(await rows('guest_sample_5min')).toEqual([])
  await keep(id, 299, 3)
  await rollUp(at(360))
  expect(await rows('guest_sample_5min')).toMatchObject([{ cpu_percent: 2 }])
})

test('what is old goes, and no sample before it is in the averages', async () => {
  const { id } = await insertServer(db())
  const hours = (count: number) => -count * 3600
  const days = (count: number) => hours(24 * count)
  const retention = { rawHours: 6, fiveMinutesDays: 8, hourDays: 90 }
  for (const seconds of [hours(7), hours(5)]) await keep(id, seconds, 1)
  await forgetGuestSamples(db(), noon, retention)
  expect(await rows('guest_sample')).toHaveLength(2)
  await rollUp(noon)
  for (let time = 0; time < 2; time++) await forgetGuestSamples(db(), noon, retention)
  expect(await rows('guest_sample')).toMatchObject([{ at: at(hours(5)) }])
  for (const table of ['guest_sample_5min', 'guest_sample_hour'] as const)
    await db()
      .insertInto(`compute.${table}`)
      .values([days(7), days(9), days(89), days(91)].map((seconds) => ({ server_id: id, at: at(seconds) })))
      .execute()
  await forgetGuestSamples(db(), noon, retention)
  const left = async (table: Table) =>
    (await rows(table)).map((row) => (row.at.getTime() - noon.getTime()) / 86_400_000).filter((day) => day < -1)
  expect(await left('guest_sample_5min')).toEqual([-7])
  expect(await left('guest_sample_hour')).toEqual([-89, -9, -7])
})

test('a series is of averages as far as they have been made, and of samples from there on', async () => {
  const { id } = await insertServer(db())
  const other = await insertServer(db())
  for (const [seconds, value] of [
    [0, 10],
    [30, 20],
    [310, 40],
    [620, 50],
    [650, 70],
  ] as const)
    await keep(id, seconds, value)
  await keep(other.id, 30, 99)
  await rollUp(at(400))
  await db().deleteFrom('compute.guest_sample').where('at', '<', at(300)).execute()
  const points = await guestSeries(db(), id, { since: noon, stepSeconds: 300 })
  expect(cpu(points)).toEqual([
    [0, 15],
    [300, 40],
    [600, 60],
  ])
  expect(points[2]?.maximum.cpu_percent).toBe(70)
  expect(cpu(await guestSeries(db(), id, { since: at(300), stepSeconds: 30 }))).toEqual([
    [300, 40],
    [600, 50],
    [630, 70],
  ])
})

test('the latest figures of many servers come at once, and only of the project’s own', async () => {
  const [one, silent, theirs] = [
    await insertServer(db()),
    await insertServer(db()),
    await insertServer(db(), { project_id: 'other' }),
  ]
  await keep(one.id, 0, 10)
  await keep(one.id, 600, 30)
  await keep(one.id, 630, 50)
  await keep(silent.id, 0, 5)
  await keep(theirs.id, 630, 6)
  const asked = { serverIds: [one.id, silent.id, theirs.id, newId<ServerId>()], since: noon, freshSince: at(560) }
  const own = await latestGuestFigures(db(), { ...asked, projectId: 'demo' })
  expect(new Map(own.map((each) => [each.serverId, each]))).toEqual(
    new Map([
      [
        one.id,
        {
          serverId: one.id,
          cpuPercent: 50,
          memoryMb: 50,
          measuredAt: at(630),
          cpu: [
            { at: secondsOf(noon), value: 10 },
            { at: secondsOf(at(600)), value: 40 },
          ],
        },
      ],
      [
        silent.id,
        {
          serverId: silent.id,
          cpuPercent: null,
          memoryMb: null,
          measuredAt: null,
          cpu: [{ at: secondsOf(noon), value: 5 }],
        },
      ],
    ]),
  )
  expect(await latestGuestFigures(db(), { ...asked, projectId: undefined })).toHaveLength(3)
})

test('the guests of a host are taken together', async () => {
  const hostId = newId<string>()
  const name = `host-${hostId}`
  await db()
    .insertInto('compute.host')
    .values({ id: hostId, service_id: newId<string>(), name, zone: 'nova', facts: '{}' })
    .execute()
  const [small, large] = [
    await insertServer(db(), { host_id: hostId }),
    await insertServer(db(), { host_id: hostId, vcpus: 4 }),
  ]
  await keep(small.id, 0, 90)
  for (const server of [small, large]) await keep(server.id, 30, 50)
  const found = await hostFigures(db(), at(-30))
  expect(found.find(({ hostName }) => hostName === name)).toMatchObject({
    guests: 2,
    vcpusUsed: 2.5,
    memoryMb: 100,
    rxBytesRate: 100,
  })
  expect((await hostFigures(db(), at(31))).map(({ hostName }) => hostName)).not.toContain(name)
})
