import { expect, test } from 'vitest'
import { hoursWithin } from '#domain/quota/usage-span'
import { insertServer } from '#test/insert-server'
import { scratchDatabase } from '#test/scratch-postgres'
import { sql } from 'kysely'
import { usageByDay } from './usage-queries.ts'

const hour = 3_600_000

/** Numbers that look drawn, and are the same each time. */
function drawn(seed: number): (below: number) => number {
  let state = seed
  return (below) => (state = (state * 48_271) % 2_147_483_647) % below
}

test.each(['UTC', 'America/Havana', 'Asia/Kolkata'])(
  'what is added up by the day in %s is what the hours of each server within that day are',
  async (timeZone) => {
    await using scratch = await scratchDatabase()
    const span = { start: new Date('2026-10-20T05:30:00Z'), stop: new Date('2026-11-20T17:00:00Z') }
    const draw = drawn(7)
    const begin = new Date('2026-10-10T00:00:00Z').getTime()
    // By the half hour, so that many begin and end just where a day does; some go on, and some were there for no time at all.
    const lives = Array.from({ length: 120 }, () => {
      const from = new Date(begin + draw(2 * 24 * 45) * (hour / 2))
      const lasts = draw(3) === 0 ? undefined : draw(2 * 24 * 20) * (hour / 2)
      return { from, to: lasts === undefined ? null : new Date(from.getTime() + lasts), project_id: `p${draw(3)}` }
    })
    for (const { from, to, project_id } of lives) {
      const { id } = await insertServer(scratch.db, { project_id, launched_at: from })
      await sql`update compute.server set terminated_at = ${to} where id = ${id}`.execute(scratch.db)
    }
    for (const projectId of [undefined, 'p1']) {
      const days = await usageByDay(scratch.db, { projectId, span, timeZone })
      expect(days.at(-1)!.stop).toEqual(span.stop)
      for (const [index, day] of days.entries()) {
        expect(day.start).toEqual(days[index - 1]?.stop ?? span.start)
        const there = lives.filter(
          ({ from, to, project_id }) =>
            from < day.stop &&
            (to ?? span.stop) > day.start &&
            to?.getTime() !== from.getTime() &&
            (projectId === undefined || project_id === projectId),
        )
        const hours = there.reduce((sum, life) => sum + hoursWithin(day, life), 0)
        expect(day).toMatchObject({ servers: there.length, hours, vcpuHours: hours, memoryMbHours: hours * 512 })
      }
    }
  },
)

test('a year of a project that has had nothing is nothing on each day', async () => {
  await using scratch = await scratchDatabase()
  const span = { start: new Date('2025-12-01T00:00:00Z'), stop: new Date('2026-12-01T00:00:00Z') }
  const days = await usageByDay(scratch.db, { projectId: 'none', span, timeZone: 'UTC' })
  expect(days).toHaveLength(365)
  expect(days.every(({ servers, hours }) => servers === 0 && hours === 0)).toBe(true)
})
