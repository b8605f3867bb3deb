import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ProjectId, UserId } from '#platform/ids'
import { rateLimit } from './rate-limit.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const ada = { userId: 'ada' as UserId, projectId: 'red' as ProjectId }
const bob = { ...ada, userId: 'bob' as UserId }

test('nobody is limited unless somebody says so', async () => {
  const assertWithinRate = rateLimit({})
  for (let count = 0; count < 1000; count++) await expect(assertWithinRate(ada)).resolves.toBeUndefined()
})

test('a user who asks too much waits until the time is over, and nobody else', async () => {
  const assertWithinRate = rateLimit({ per_user: { requests: 2, seconds: 10 } })
  await assertWithinRate(ada)
  vi.advanceTimersByTime(4_000)
  await assertWithinRate(ada)
  await expect(assertWithinRate(ada)).rejects.toMatchObject({ failure: { kind: 'rate-limited', retryAfterSeconds: 6 } })
  await assertWithinRate(bob)
  vi.advanceTimersByTime(6_001)
  await assertWithinRate(ada)
})

test('the users of a project share what it has', async () => {
  const assertWithinRate = rateLimit({ per_project: { requests: 2, seconds: 10 } })
  await assertWithinRate(ada)
  await assertWithinRate(bob)
  await expect(assertWithinRate(ada)).rejects.toThrow('of your project exceeded: 2 requests in 10 s')
  await assertWithinRate({ ...ada, projectId: 'blue' as ProjectId })
  await assertWithinRate({ ...ada, projectId: null })
})
