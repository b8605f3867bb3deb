import { expect, test } from 'vitest'
import { silentLog } from '#platform/log'
import { scratchDatabase } from '#test/scratch-postgres'
import { type CloudEvent, openEventFeed } from './event-feed.ts'

test('a change wakes every listener with what changed and whose it is', async () => {
  await using scratch = await scratchDatabase()
  const feed = await openEventFeed(scratch.pool, silentLog)
  const heard = new Promise<CloudEvent>((resolve) => feed.subscribe(resolve))
  await scratch.pool.query(
    `insert into image.image (id, project_id, status) values ('00000000-0000-4000-8000-000000000001', 'p1', 'queued')`,
  )
  expect(await heard).toMatchObject({
    topic: 'image',
    subjectId: '00000000-0000-4000-8000-000000000001',
    projectId: 'p1',
  })
  await feed.close()
})

test('a change that is rolled back is never heard', async () => {
  await using scratch = await scratchDatabase()
  const feed = await openEventFeed(scratch.pool, silentLog)
  const heard: string[] = []
  const last = new Promise<void>((resolve) =>
    feed.subscribe((event) => {
      heard.push(event.projectId!)
      if (event.projectId === 'kept') resolve()
    }),
  )
  const insert = (project: string) =>
    `insert into image.image (id, project_id, status) values (gen_random_uuid(), '${project}', 'queued')`
  await scratch.pool.query(`begin; ${insert('dropped')}; rollback`)
  await scratch.pool.query(insert('kept'))
  await last
  expect(heard).toEqual(['kept'])
  await feed.close()
})

test('the feed goes on after its connection was cut', async () => {
  await using scratch = await scratchDatabase()
  const feed = await openEventFeed(scratch.pool, silentLog)
  const heard = new Promise<CloudEvent>((resolve) => feed.subscribe(resolve))
  await scratch.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query = 'listen kilonova_event'`,
  )
  await scratch.pool.query(
    `insert into image.image (id, project_id, status) values (gen_random_uuid(), 'p2', 'queued')`,
  )
  expect((await heard).projectId).toBe('p2')
  await feed.close()
})
