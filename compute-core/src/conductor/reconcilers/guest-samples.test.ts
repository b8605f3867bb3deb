import { expect, test } from 'vitest'
import { eachFigure } from '#domain/guest-metrics/guest-figures'
import { conductorWorld } from '#test/conductor-world'
import { sharedScratch } from '#test/shared-scratch'
import { measuredGuests } from '#test/measured-guests'
import { guestSamples } from './guest-samples.ts'

const db = sharedScratch()

test('what guests used becomes averages before it is forgotten, by two processes at once as by one', async () => {
  const world = await conductorWorld(db())
  const { id } = await world.insertServer()
  const sevenHoursAgo = new Date(Date.now() - 7 * 3_600_000)
  const aMomentAgo = new Date(Date.now() - 5000)
  for (const at of [sevenHoursAgo, aMomentAgo])
    await measuredGuests(db(), { at, guests: [id], figures: eachFigure(() => [40]) })
  const io = { ...world.io, reports: world.reports }
  await Promise.all([guestSamples.run(io), guestSamples.run(io)])
  await guestSamples.run(io)
  const kept = (table: 'guest_sample' | 'guest_sample_5min' | 'guest_sample_hour') =>
    db().selectFrom(`compute.${table}`).selectAll().where('server_id', '=', id).orderBy('at').execute()
  expect((await kept('guest_sample')).map(({ at }) => at)).toEqual([aMomentAgo])
  expect(await kept('guest_sample_5min')).toMatchObject([{ cpu_percent: 40, cpu_percent_max: 40 }])
  expect((await kept('guest_sample_hour'))[0]).toMatchObject({ memory_mb: 40 })
})
