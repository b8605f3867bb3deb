import { expect, test } from 'vitest'
import { inTurn as inTurnByKey } from './in-turn.ts'

test('works of one key wait for each other, those of another key do not, and a failure lets the next one go', async () => {
  const inTurn = inTurnByKey<string>()
  const order: string[] = []
  const first = Promise.withResolvers<void>()
  const works = [
    inTurn('a', () => first.promise.then(() => order.push('a1'))),
    inTurn('a', () => Promise.reject(new Error('a2'))).catch(() => order.push('a2')),
    inTurn('a', async () => order.push('a3')),
    inTurn('b', async () => order.push('b1')).then(() => first.resolve()),
  ]
  await Promise.all(works)
  expect(order).toEqual(['b1', 'a1', 'a2', 'a3'])
})
