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

/** What `change` makes heard, up to an image of the project `last`. */
async function heardOf(change: string): Promise<CloudEvent[]> {
  await using scratch = await scratchDatabase()
  await scratch.pool.query(`
    insert into identity.domain (id, name) values ('d', 'd');
    insert into identity.user (id, domain_id, name) values ('u', 'd', 'u');
    insert into identity.project (id, domain_id, name) values ('p', 'd', 'p');
    insert into identity.role (id, name) values ('r', 'r');
    insert into identity.token (hash, user_id, methods, audit_ids, expires_at)
      values ('good', 'u', '{}', '{}', now() + interval '1 hour'), ('over', 'u', '{}', '{}', now() - interval '1 hour')`)
  const feed = await openEventFeed(scratch.pool, silentLog)
  const heard: CloudEvent[] = []
  const last = new Promise<void>((resolve) =>
    feed.subscribe((event) => (event.projectId === 'last' ? resolve() : heard.push(event))),
  )
  await scratch.pool.query(change)
  await scratch.pool.query(
    `insert into image.image (id, project_id, status) values (gen_random_uuid(), 'last', 'queued')`,
  )
  await last
  await feed.close()
  return heard
}

const aServer = `insert into compute.server
  (id, project_id, user_id, name, hostname, vm_state, flavor_id, flavor, vcpus, ram_mb, reservation_id, network_info)
  values ('00000000-0000-4000-8000-000000000002', 'p', 'u', 'web', 'web', 'building', 'f', '{}', 1, 1, 'r',
    '[{"networkName": "lan", "mac": "fa:16:3e:00:00:01", "fixedIps": [{"address": "10.0.0.4", "version": 4}], "mtu": 1500}]')`

test('an event of a server carries what lists show of it, until it is deleted', async () => {
  const [created, stopped, deleted] = await heardOf(`${aServer};
    update compute.server set vm_state = 'stopped', power_state = 'shutdown', locked_by = 'owner';
    update compute.server set vm_state = 'deleted', deleted_at = now()`)
  expect(created).toMatchObject({ topic: 'server', change: 'created', projectId: 'p', shown: { name: 'web' } })
  expect(stopped).toMatchObject({
    change: 'updated',
    shown: {
      vmState: 'stopped',
      powerState: 'shutdown',
      lockedBy: 'owner',
      hostName: null,
      networkInfo: [{ networkName: 'lan', mac: 'fa:16:3e:00:00:01', fixedIps: [{ address: '10.0.0.4', version: 4 }] }],
    },
  })
  expect(deleted).toMatchObject({ change: 'deleted', shown: null })
})

test('a session that is ended is heard of, one that has expired is swept silently', async () => {
  const heard = await heardOf(
    `delete from identity.token where hash = 'over'; delete from identity.token where hash = 'good'`,
  )
  expect(heard).toMatchObject([{ topic: 'session', subjectId: 'u' }])
})

test('a person who is disabled is heard of, one who is renamed is not', async () => {
  const heard = await heardOf(`update identity.user set name = 'v'; update identity.user set enabled = false`)
  expect(heard).toMatchObject([{ topic: 'session', subjectId: 'u' }])
})

test('a role that is given or taken is heard of: about whom, and where', async () => {
  const heard = await heardOf(`
    insert into identity.role_assignment (user_id, role_id, project_id) values ('u', 'r', 'p');
    delete from identity.role_assignment`)
  expect(heard).toMatchObject([
    { topic: 'access', subjectId: 'u', projectId: 'p', change: 'created' },
    { topic: 'access', subjectId: 'u', projectId: 'p', change: 'deleted' },
  ])
})

test('what one answer does not hold is read without another change', async () => {
  const heard = await heardOf(`insert into image.image (id, project_id, status)
    select gen_random_uuid(), 'many', 'queued' from generate_series(1, 2500)`)
  expect(heard).toHaveLength(2500)
})
