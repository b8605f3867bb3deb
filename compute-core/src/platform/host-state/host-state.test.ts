import { expect, test } from 'vitest'
import { newId } from '#platform/ids'
import { sharedScratch } from '#test/shared-scratch'
import {
  changeHostState,
  forgetHostState,
  hostChangesSince,
  hostGeneration,
  hostProgress,
  writeReached,
} from './host-state.ts'

const db = sharedScratch()

const aHost = () => `host-${newId<string>()}`
const change = (hostName: string, ...subjects: string[]) =>
  db()
    .transaction()
    .execute((tx) =>
      changeHostState(
        tx,
        subjects.map((subjectId) => ({ hostName, subjectId })),
      ),
    )
const since = (host: string, generation: number) => hostChangesSince(db(), host, generation)
const reach = (host: string, generation: number) => writeReached(db(), host, { generation, troubles: [] })

test('a host is told what has changed since it asked last, each subject once', async () => {
  const [host, a, b] = [aHost(), newId<string>(), newId<string>()]
  expect(await since(host, 0)).toEqual({ generation: 0, changed: undefined })
  await change(host, a)
  const first = await hostGeneration(db(), host)
  await change(host, b, b)
  await change(host, b)
  expect(await since(host, first)).toEqual({ generation: first + 2, changed: [b] })
  expect(await since(host, first + 1)).toEqual({ generation: first + 2, changed: [b] })
  expect(await since(host, first + 2)).toEqual({ generation: first + 2, changed: [] })
})

test('what is rolled back has never changed', async () => {
  const host = aHost()
  await change(host, newId())
  const failing = db()
    .transaction()
    .execute(async (tx) => {
      await changeHostState(tx, [{ hostName: host, subjectId: newId() }])
      throw new Error('no')
    })
  await expect(failing).rejects.toThrow('no')
  expect(await since(host, 1)).toEqual({ generation: 1, changed: [] })
})

test('what a host has reached is written down no more; one that is behind that is told everything', async () => {
  const [host, a, b] = [aHost(), newId<string>(), newId<string>()]
  await change(host, a)
  await change(host, b)
  await reach(host, 1)
  expect(await since(host, 1)).toEqual({ generation: 2, changed: [b] })
  await reach(host, 2)
  expect(await since(host, 1)).toEqual({ generation: 2, changed: undefined })
  expect(await since(host, 2)).toEqual({ generation: 2, changed: [] })
  const left = db().selectFrom('platform.host_state_part').select('subject_id').where('host_name', '=', host)
  expect(await left.execute()).toEqual([])
})

test('a host that claims more than there is has reached what there is, and is told everything when it asks so', async () => {
  const [host, a] = [aHost(), newId<string>()]
  await change(host, a)
  await reach(host, 1e9)
  expect(await hostProgress(db(), host)).toMatchObject({ generation: 1, reached: 1 })
  expect(await since(host, 1e9)).toEqual({ generation: 1, changed: undefined })
  await change(host, a)
  expect(await since(host, 1)).toEqual({ generation: 2, changed: [a] })
})

test('changes of two hosts in opposite orders at once do not wait in a circle', async () => {
  const hosts = [aHost(), aHost()]
  const both = (order: readonly string[]) =>
    db()
      .transaction()
      .execute((tx) =>
        changeHostState(
          tx,
          order.map((hostName) => ({ hostName, subjectId: newId() })),
        ),
      )
  await Promise.all(Array.from({ length: 20 }, (_, nth) => both(nth % 2 ? hosts : hosts.toReversed())))
  for (const host of hosts) expect(await hostGeneration(db(), host)).toBe(20)
})

test('a host that was forgotten and is back is told everything', async () => {
  const host = aHost()
  await change(host, newId())
  await writeReached(db(), host, { generation: 1, troubles: [{ subjectId: newId(), message: 'No.' }] })
  await db()
    .transaction()
    .execute((tx) => forgetHostState(tx, host))
  expect(await hostProgress(db(), host)).toEqual({ generation: 2, reached: 0, reachedAt: null, troubles: [] })
  expect(await since(host, 1)).toMatchObject({ changed: undefined })
})
