import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { hereMs, liveHolder } from './live-holder.ts'
import type { LiveSource, LiveWord } from './live-line.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function holding() {
  const opened: { url: string; isClosed: boolean; listeners: Map<string, (event: MessageEvent<string>) => void> }[] = []
  const told: [string | null, LiveWord][] = []
  const open = (url: string): LiveSource => {
    const source = { url, isClosed: false, listeners: new Map() }
    opened.push(source)
    return {
      addEventListener: (type, listener) => void source.listeners.set(type, listener),
      close: () => void (source.isClosed = true),
    }
  }
  const gone: string[] = []
  const holder = liveHolder(
    open,
    (to, word) => told.push([to, word]),
    (tab) => gone.push(tab),
  )
  return {
    opened,
    told,
    gone,
    holder,
    here: (tab: string, { isAdmin = false, isBack = false } = {}) =>
      holder.hear(tab, { kind: 'here', isAdmin, isBack }),
    says: (type: string, data: unknown = {}) =>
      opened.at(-1)!.listeners.get(type)?.({ data: JSON.stringify(data), lastEventId: '' } as MessageEvent<string>),
    open: () => opened.filter(({ isClosed }) => !isClosed).map(({ url }) => url),
  }
}

test('twenty tabs have one stream, and each that comes is told how it is', () => {
  const { here, says, told, open } = holding()
  here('1')
  says('hello', { user: 'u' })
  for (let n = 2; n <= 20; n++) here(String(n))
  expect(open()).toEqual(['/bff/live'])
  expect(told.at(-1)).toEqual(['20', { kind: 'hello', user: 'u' }])
  says('changes', [])
  expect(told.at(-1)).toEqual([null, { kind: 'changes', data: '[]' }])
})

test('it asks for what administrators hear while one of its tabs wants that', () => {
  const { here, says, open, holder } = holding()
  here('1')
  says('hello', { user: 'u' })
  here('2', { isAdmin: true })
  says('hello', { user: 'u' })
  expect(open()).toEqual(['/bff/live?admin=1'])
  holder.hear('2', { kind: 'leaving' })
  expect(open()).toEqual(['/bff/live'])
})

test('the stream ends after the last tab, also when that says nothing because it has crashed', () => {
  const { here, says, open, gone, holder } = holding()
  here('1')
  here('2')
  holder.hear('1', { kind: 'leaving' })
  expect(gone).toEqual(['1'])
  for (let n = 0; n < 20; n++) {
    here('2')
    says('alive')
    vi.advanceTimersByTime(hereMs)
  }
  expect(open()).toHaveLength(1)
  vi.advanceTimersByTime(600_000)
  expect(open()).toHaveLength(0)
  expect(gone).toEqual(['1', '2'])
})

test('a tab that was frozen is told that it has missed something', () => {
  const { here, told } = holding()
  here('1')
  here('2')
  told.length = 0
  here('2', { isBack: true })
  expect(told).toEqual([])
  vi.advanceTimersByTime(150_000)
  here('1', { isBack: true })
  vi.advanceTimersByTime(150_000)
  here('2', { isBack: true })
  expect(told).toContainEqual(['2', { kind: 'resync' }])
  expect(told).not.toContainEqual(['1', { kind: 'resync' }])
})

test('a page that comes after the session had ended makes it ask again', () => {
  const { here, says, open, told } = holding()
  here('1')
  says('signed-out')
  expect(open()).toEqual([])
  here('2')
  expect(open()).toEqual(['/bff/live'])
  expect(told).toEqual([[null, { kind: 'signed-out' }]])
})
