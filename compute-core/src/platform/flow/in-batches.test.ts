import { expect, test } from 'vitest'
import { inBatches } from './in-batches.ts'

const fulfilled = <T>(value: T) => ({ status: 'fulfilled' as const, value })

test('what comes while a batch is under way is the next batch', async () => {
  const gate = Promise.withResolvers<void>()
  const batches: (readonly number[])[] = []
  const double = inBatches<number, number>(async (works) => {
    batches.push(works)
    if (batches.length === 1) await gate.promise
    return works.map((work) => fulfilled(work * 2))
  }, 3)
  const all = Promise.all([1, 2, 3, 4, 5].map((work) => double('one', work)))
  expect(await double('another', 9)).toBe(18)
  gate.resolve()
  expect(await all).toEqual([2, 4, 6, 8, 10])
  expect(batches).toEqual([[1], [9], [2, 3, 4], [5]])
})

test('one that cannot be done fails alone, and so does one that takes its batch down', async () => {
  const gate = Promise.withResolvers<void>()
  const carry = inBatches<string, string>(async (works) => {
    await gate.promise
    if (works.includes('poison')) throw new Error('the whole batch is gone')
    return works.map((work) =>
      work === 'refused' ? { status: 'rejected', reason: new Error('no') } : fulfilled(`${work} done`),
    )
  }, 10)
  const all = Promise.allSettled(['first', 'refused', 'poison', 'last'].map((work) => carry('key', work)))
  gate.resolve()
  expect(
    (await all).map((settled) => (settled.status === 'fulfilled' ? settled.value : settled.reason.message)),
  ).toEqual(['first done', 'no', 'the whole batch is gone', 'last done'])
})
