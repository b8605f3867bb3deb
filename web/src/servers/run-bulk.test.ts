import { expect, test } from 'vitest'
import { runBulk, type BulkOutcome } from './run-bulk.ts'

test('one that is refused stops no other, and each tells how it went', async () => {
  const told: [number, BulkOutcome['is']][] = []
  const ask = (n: number) => (n === 2 ? Promise.reject(new Error('no')) : Promise.resolve())
  await runBulk([1, 2, 3], ask, (n, { is }) => told.push([n, is]))
  expect(told.filter(([, is]) => is !== 'asking').toSorted()).toEqual([
    [1, 'asked'],
    [2, 'refused'],
    [3, 'asked'],
  ])
})

test('no more than four are asked for at once', async () => {
  let now = 0
  let most = 0
  const ask = async () => {
    most = Math.max(most, ++now)
    await new Promise(setImmediate)
    now--
  }
  await runBulk([...Array(20).keys()], ask, () => undefined)
  expect(most).toBe(4)
})
