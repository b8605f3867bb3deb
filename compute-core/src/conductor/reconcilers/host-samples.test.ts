import { expect, test } from 'vitest'
import { eachOf } from '#domain/guest-metrics/guest-figures'
import { hostFigureNames } from '#domain/host/host-figures'
import { keepHostSample } from '#store/host-sample-store'
import { conductorWorld } from '#test/conductor-world'
import { sharedScratch } from '#test/shared-scratch'
import { hostSamples } from './host-samples.ts'

const db = sharedScratch()

test('how much of a host was in use becomes averages before it is forgotten, by two processes at once as by one', async () => {
  const world = await conductorWorld(db())
  const { id, name } = await db().selectFrom('compute.host').select(['id', 'name']).executeTakeFirstOrThrow()
  const sevenHoursAgo = new Date(Date.now() - 7 * 3_600_000)
  const aMomentAgo = new Date(Date.now() - 5000)
  for (const at of [sevenHoursAgo, aMomentAgo])
    await keepHostSample(db(), { at, hostName: name, figures: eachOf(hostFigureNames, () => 40) })
  const io = { ...world.io, reports: world.reports }
  await Promise.all([hostSamples.run(io), hostSamples.run(io)])
  await hostSamples.run(io)
  const kept = (table: 'host_sample' | 'host_sample_5min' | 'host_sample_hour') =>
    db().selectFrom(`compute.${table}`).selectAll().where('host_id', '=', id).orderBy('at').execute()
  expect((await kept('host_sample')).map(({ at }) => at)).toEqual([aMomentAgo])
  expect(await kept('host_sample_5min')).toMatchObject([{ cpu_percent: 40, cpu_percent_max: 40 }])
  expect((await kept('host_sample_hour'))[0]).toMatchObject({ memory_mb: 40 })
})
