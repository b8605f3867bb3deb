import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { answerMs, askMs, election, type ElectionWord } from './live-election.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Tabs of a browser that hear each other; a frozen one hears everything when it thaws, and its timers rest. */
function browser() {
  const tabs = new Map<string, { tab: ReturnType<typeof election>; kept: ElectionWord[] | null }>()
  const leaders = new Set<string>()
  let most = 0
  const tellOthers = (from: string) => (word: ElectionWord) => {
    queueMicrotask(() => {
      for (const [name, { tab, kept }] of tabs)
        if (name !== from) {
          if (kept) kept.push(word)
          else tab.hear(word)
        }
    })
  }
  return {
    leaders: () => [...leaders].filter((name) => tabs.get(name)?.kept === null),
    mostAtOnce: () => most,
    opens(name: string) {
      const tab = election(name, tellOthers(name), {
        onLead: () => {
          leaders.add(name)
          most = Math.max(most, leaders.size)
        },
        onStepDown: () => leaders.delete(name),
      })
      tabs.set(name, { tab, kept: null })
    },
    closes(name: string) {
      tabs.get(name)!.tab.leave()
      tabs.delete(name)
    },
    /** It is gone without a word. */
    crashes(name: string) {
      tabs.get(name)!.tab.leave = () => undefined
      tabs.get(name)!.kept = []
      leaders.delete(name)
    },
    freezes: (name: string) => void (tabs.get(name)!.kept = []),
    thaws(name: string) {
      const one = tabs.get(name)!
      const heard = one.kept ?? []
      one.kept = null
      for (const word of heard) one.tab.hear(word)
    },
    pass: (ms: number) => vi.advanceTimersByTimeAsync(ms),
  }
}

test('the first tab leads as soon as nobody has objected, and those that come later leave it so, whatever their names', async () => {
  const { opens, leaders, pass } = browser()
  opens('m')
  await pass(answerMs - 1)
  expect(leaders()).toEqual([])
  await pass(1)
  expect(leaders()).toEqual(['m'])
  opens('a')
  opens('z')
  await pass(10 * askMs)
  expect(leaders()).toEqual(['m'])
})

test('of twenty tabs that are opened at once exactly one leads, at no moment two', async () => {
  const { opens, leaders, mostAtOnce, pass } = browser()
  for (let n = 20; n > 0; n--) opens(`tab-${n}`)
  await pass(3 * askMs)
  expect(leaders()).toHaveLength(1)
  expect(mostAtOnce()).toBe(1)
})

test('when the leader is closed another one leads after a moment', async () => {
  const { opens, closes, leaders, mostAtOnce, pass } = browser()
  for (const name of ['a', 'b', 'c']) opens(name)
  await pass(answerMs)
  expect(leaders()).toEqual(['a'])
  closes('a')
  await pass(answerMs + 1)
  expect(leaders()).toEqual(['b'])
  expect(mostAtOnce()).toBe(1)
})

test('when the leader has crashed the others notice at their next question', async () => {
  const { opens, crashes, leaders, pass } = browser()
  for (const name of ['a', 'b', 'c']) opens(name)
  await pass(answerMs)
  crashes('a')
  await pass(askMs + 2 * answerMs)
  expect(leaders()).toHaveLength(1)
  expect(leaders()).not.toContain('a')
})

test('a leader that was frozen finds that another one leads, and follows it', async () => {
  const { opens, freezes, thaws, leaders, pass } = browser()
  for (const name of ['a', 'b']) opens(name)
  await pass(answerMs)
  expect(leaders()).toEqual(['a'])
  freezes('a')
  await pass(askMs + answerMs)
  expect(leaders()).toEqual(['b'])
  thaws('a')
  await pass(askMs)
  expect(leaders()).toEqual(['b'])
})
