import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { conductorWorld } from '#test/conductor-world'
import { sharedScratch } from '#test/shared-scratch'
import { isHostGivenUp } from './host-store.ts'

const db = sharedScratch()

test.each([
  { heardSecondsAgo: 0, forcedDown: false, downAfter: 60, givenUp: false },
  { heardSecondsAgo: 0, forcedDown: true, downAfter: 60, givenUp: true },
  // Cut off for a minute, flows go on.
  { heardSecondsAgo: 65, forcedDown: false, downAfter: 10, givenUp: false },
  { heardSecondsAgo: 65, forcedDown: false, downAfter: 60, givenUp: false },
  { heardSecondsAgo: 80, forcedDown: false, downAfter: 60, givenUp: true },
  { heardSecondsAgo: 80, forcedDown: false, downAfter: 3_600, givenUp: false },
])('a host is given up or waited for: %o', async ({ heardSecondsAgo, forcedDown, downAfter, givenUp }) => {
  const { name } = (await conductorWorld(db())).host()
  await db()
    .updateTable('compute.host')
    .set({ forced_down: forcedDown, last_seen_at: sql`now() - ${heardSecondsAgo} * interval '1 second'` })
    .where('name', '=', name)
    .execute()
  expect(await isHostGivenUp(db(), name, downAfter)).toBe(givenUp)
})
