import { environmentManager, QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Change, patchRows } from '#shared/changes'
import { pollUnlessLive, setLiveState } from '#shared/live-state'
import { liveChanges } from './live-changes.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 })
  environmentManager.setIsServer(() => false)
})
afterEach(() => {
  vi.useRealTimers()
  setLiveState('connecting')
})

interface Row {
  id: string
  status: string
}

/** A page with the list of servers of project `a`, and what it sees of it. */
async function page({ answerMs = 0, scope = 'p/a' } = {}) {
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const reads: number[] = []
  let rows: Row[] = [{ id: 's', status: 'BUILD' }]
  let isHidden = false
  let isDown = false
  let shown = () => {}
  const queryKey = [scope, 'servers']
  const patch = patchRows('server', 'servers', (fields) => fields)
  const meta = { staleAfter: [{ topic: 'server' as const }], patch }
  const options = {
    queryKey,
    queryFn: async () => {
      reads.push(Date.now())
      const answer = rows
      if (answerMs > 0) await new Promise((resolve) => setTimeout(resolve, answerMs))
      if (isDown) throw new Error('away')
      return { servers: answer }
    },
    refetchInterval: () => pollUnlessLive(3_000),
    meta,
  }
  setLiveState('live')
  const observer = new QueryObserver<{ servers: Row[] }>(queryClient, options)
  const leave = observer.subscribe(() => {})
  await vi.advanceTimersByTimeAsync(answerMs)
  const changes = liveChanges(queryClient, {
    isHidden: () => isHidden,
    onShown: (listener) => {
      shown = listener
      return () => {}
    },
  })
  await vi.advanceTimersByTimeAsync(60_000)
  reads.length = 0
  return {
    changes,
    reads,
    leave,
    hear: (...heard: Partial<Change>[]) =>
      changes.apply(
        heard.map((change) => ({ topic: 'server', id: 's', projectId: 'a', change: 'updated', ...change })),
      ),
    has: (next: Row[]) => void (rows = next),
    sees: () => observer.getCurrentResult().data?.servers,
    hide: () => void (isHidden = true),
    show() {
      isHidden = false
      shown()
    },
    isDown: (next: boolean) => void (isDown = next),
    after: (ms: number) => vi.advanceTimersByTimeAsync(ms),
  }
}

const created = (id: string) => ({ id, change: 'created' }) as const

test('a row is patched at once, and the list is read once when all is quiet', async () => {
  const { hear, sees, reads, after } = await page()
  for (const status of ['BUILD', 'ACTIVE', 'REBOOT']) hear({ patch: { status } })
  expect(sees()).toEqual([{ id: 's', status: 'REBOOT' }])
  expect(reads).toEqual([])
  await after(20_000)
  expect(reads).toHaveLength(1)
})

test('what was created is read at once, and then once in two seconds at most', async () => {
  const { hear, reads, after } = await page()
  const start = Date.now()
  for (let n = 0; n < 30; n++) {
    hear(created(`n-${n}`))
    await after(100)
  }
  await after(20_000)
  expect(reads.map((ms) => ms - start)).toEqual([0, 2_000, 4_000])
})

test('thirty creates in fourteen seconds cost eight reads at most', async () => {
  const { hear, reads, after } = await page()
  for (let n = 0; n < 30; n++) {
    hear(created(`n-${n}`), { id: `n-${n - 1}`, patch: { status: 'ACTIVE' } })
    await after(467)
  }
  await after(30_000)
  expect(reads.length).toBeLessThanOrEqual(8)
})

test('what comes after a rest is read at once, however often that was so before', async () => {
  const { hear, reads, after } = await page()
  for (let n = 0; n < 10; n++) {
    const begunMs = Date.now()
    hear(created(`n-${n}`))
    await after(1)
    expect(reads.at(-1)).toBe(begunMs)
    hear({ id: `n-${n}`, patch: { status: 'ACTIVE' } })
    await after(5_000)
  }
})

test('while changes go on for long, they are read less often, and still at the end', async () => {
  const { hear, reads, after, has, sees } = await page()
  for (let n = 0; n < 1_200; n++) {
    hear(created(`n-${n}`))
    await after(100)
  }
  has([{ id: 'last', status: 'ACTIVE' }])
  hear(created('last'))
  await after(20_000)
  expect(reads.length).toBeLessThan(20)
  expect(sees()).toEqual([{ id: 'last', status: 'ACTIVE' }])
})

test('an answer that takes longer than the pace is waited for, and what happened meanwhile is read after it', async () => {
  const { hear, reads, after, has, sees } = await page({ answerMs: 5_000 })
  hear(created('n-1'))
  await after(1_000)
  has([{ id: 'n-2', status: 'ACTIVE' }])
  hear(created('n-2'))
  await after(3_000)
  expect(reads).toHaveLength(1)
  await after(10_000)
  expect(reads).toHaveLength(2)
  expect(sees()).toEqual([{ id: 'n-2', status: 'ACTIVE' }])
})

test('a page that is hidden reads nothing, and at once when it is shown', async () => {
  const { hear, reads, after, hide, show } = await page()
  hide()
  for (let n = 0; n < 10; n++) {
    hear(created(`n-${n}`))
    await after(1_000)
  }
  expect(reads).toEqual([])
  show()
  await after(0)
  expect(reads).toHaveLength(1)
})

test('a page that missed nothing while it was hidden reads nothing when it is shown', async () => {
  const { reads, after, hide, show } = await page()
  hide()
  show()
  await after(10_000)
  expect(reads).toEqual([])
})

test('what is not on the screen is not read', async () => {
  const { hear, reads, after, leave } = await page()
  leave()
  hear(created('n-1'))
  await after(10_000)
  expect(reads).toEqual([])
})

test('a change in another project is neither shown nor read', async () => {
  const { hear, reads, after, sees } = await page()
  hear({ projectId: 'b', patch: { status: 'ACTIVE' } }, { ...created('n-1'), projectId: 'b' })
  await after(10_000)
  expect(sees()).toEqual([{ id: 's', status: 'BUILD' }])
  expect(reads).toEqual([])
})

test.each([
  ['p/a', 'member'],
  ['admin', 'boss'],
])('a row of %s is patched with what its own page shows', async (scope, status) => {
  const { hear, sees } = await page({ scope })
  hear({ patch: { status: 'member' }, adminPatch: { status: 'boss' } })
  expect(sees()).toEqual([{ id: 's', status }])
})

test.each([
  ['p/a', 0],
  ['tasks', 0],
  ['admin', 1],
])('what only an administrator is told makes a query of %s be read %d times', async (scope, count) => {
  const { hear, reads, after } = await page({ scope })
  hear({ ...created('n-1'), projectId: null, isForAdmins: true })
  await after(10_000)
  expect(reads).toHaveLength(count)
})

test('a row that was deleted goes at once, and the list is filled up', async () => {
  const { hear, reads, after, sees, has } = await page()
  has([{ id: 'next', status: 'ACTIVE' }])
  hear({ change: 'deleted' })
  expect(sees()).toEqual([])
  await after(10_000)
  expect(sees()).toEqual([{ id: 'next', status: 'ACTIVE' }])
  expect(reads).toHaveLength(1)
})

test('a page that failed during an outage is read again when the line is back', async () => {
  const { changes, hear, after, sees, isDown, has } = await page()
  isDown(true)
  hear(created('n-1'))
  await after(5_000)
  isDown(false)
  has([{ id: 'n-1', status: 'ACTIVE' }])
  changes.failed()
  await after(2_000)
  expect(sees()).toEqual([{ id: 'n-1', status: 'ACTIVE' }])
})

test('what moves is polled while the line is down, and only then', async () => {
  const { changes, reads, after } = await page()
  const lineIs = (state: 'live' | 'unreachable') => {
    setLiveState(state)
    changes.lineChanged()
    reads.length = 0
  }
  lineIs('unreachable')
  await after(10_000)
  expect(reads).toHaveLength(3)
  lineIs('live')
  await after(10_000)
  expect(reads).toEqual([])
})

test('after something was missed everything on the screen is read once', async () => {
  const { changes, reads, after } = await page()
  changes.everything()
  await after(20_000)
  expect(reads).toHaveLength(1)
})
