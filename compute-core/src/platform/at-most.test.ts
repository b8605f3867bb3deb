import { expect, test } from 'vitest'
import { atMost } from './at-most.ts'

test('only so many run at once, in the order they came, and one that fails makes room', async () => {
  const inTurn = atMost(2)
  const order: number[] = []
  let now = 0
  let most = 0
  const work = (n: number) => async () => {
    order.push(n)
    most = Math.max(most, ++now)
    await Promise.resolve()
    now--
    if (n === 1) throw new Error('One fails.')
    return n
  }
  const outcomes = await Promise.allSettled([0, 1, 2, 3, 4].map((n) => inTurn(work(n))))
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
  expect(order).toEqual([0, 1, 2, 3, 4])
  expect(most).toBe(2)
})
