import { expect, test } from 'vitest'
import { connectionPool, maxConnections } from './connection-pool.ts'

test("libvirt gets half of libuv's threads, and never all of them", () => {
  expect(maxConnections(4)).toBe(2)
  expect(maxConnections(1)).toBe(1)
  expect(maxConnections(64)).toBe(8)
})

test('no more connections are lent at once than the pool may have, and a failure gives its connection back', async () => {
  const pool = connectionPool('test:///default', 2)
  let lent = 0
  let most = 0
  const works = Array.from({ length: 10 }, (_, nth) =>
    pool.use(async (connection) => {
      lent += 1
      most = Math.max(most, lent)
      await connection.isAlive()
      lent -= 1
      if (nth % 2 === 0) throw new Error('on purpose')
    }),
  )
  const results = await Promise.allSettled(works)
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(5)
  expect(most).toBe(2)
  await pool.close()
})
