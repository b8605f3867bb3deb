import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { backOffMs, liveLine, type LiveSource, type LiveWord } from './live-line.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A server at the other end of the line: which addresses were opened, and what it says on the newest. */
function server() {
  const opened: { url: string; isClosed: boolean; listeners: Map<string, (event: MessageEvent<string>) => void> }[] = []
  const open = (url: string): LiveSource => {
    const source = { url, isClosed: false, listeners: new Map() }
    opened.push(source)
    return {
      addEventListener: (type, listener) => void source.listeners.set(type, listener),
      close: () => void (source.isClosed = true),
    }
  }
  const words: LiveWord[] = []
  return {
    opened,
    open,
    words,
    line: (isAdmin = false) => liveLine(open, (word) => words.push(word), { isAdmin }),
    says(type: string, data: unknown = {}, lastEventId = '', source = opened.at(-1)!) {
      source.listeners.get(type)?.({ data: JSON.stringify(data), lastEventId } as MessageEvent<string>)
    },
  }
}

test('each reconnect waits longer, up to half a minute, and not all browsers at once', () => {
  expect(backOffMs(0, 1)).toBe(1_000)
  expect(backOffMs(3, 1)).toBe(8_000)
  expect(backOffMs(20, 1)).toBe(30_000)
  expect(backOffMs(3, 0)).toBe(4_000)
})

test('a line that breaks is opened again after the last event that was heard, later each time', () => {
  const cloud = server()
  cloud.line()
  cloud.says('hello', { user: 'u' }, 'a-1')
  cloud.says('changes', [], 'a-7')
  cloud.says('error')
  expect(cloud.opened[0]!.isClosed).toBe(true)
  vi.advanceTimersByTime(1_000)
  expect(cloud.opened.map(({ url }) => url)).toEqual(['/bff/live', '/bff/live?after=a-7'])
  for (let n = 0; n < 3; n++) {
    cloud.says('error')
    vi.advanceTimersByTime(30_000)
  }
  expect(cloud.words.filter(({ kind }) => kind === 'down')).toEqual(
    [1, 2, 3, 4].map((failures) => ({ kind: 'down', failures })),
  )
  cloud.says('hello', { user: 'u' })
  cloud.says('error')
  expect(cloud.words.at(-1)).toEqual({ kind: 'down', failures: 1 })
})

test('a line on which nothing is said any more is dead, whatever the network says', () => {
  const cloud = server()
  cloud.line()
  cloud.says('hello', { user: 'u' })
  for (let n = 0; n < 10; n++) {
    vi.advanceTimersByTime(10_000)
    cloud.says('alive')
  }
  expect(cloud.opened).toHaveLength(1)
  vi.advanceTimersByTime(35_000)
  expect(cloud.words.at(-1)).toEqual({ kind: 'down', failures: 1 })
  vi.advanceTimersByTime(1_000)
  expect(cloud.opened).toHaveLength(2)
})

test('a tab of an administrator that comes while the line is being opened is heard', () => {
  const cloud = server()
  const line = cloud.line()
  line.setAdmin(true)
  cloud.says('hello', { user: 'u' })
  expect(cloud.opened.map(({ url }) => url)).toEqual(['/bff/live', '/bff/live?admin=1'])
  cloud.says('error')
  line.setAdmin(false)
  vi.advanceTimersByTime(1_000)
  expect(cloud.opened.map(({ url }) => url).slice(2)).toEqual(['/bff/live'])
})

test('where nobody is signed in it asks no more, until somebody is', () => {
  const cloud = server()
  const line = cloud.line()
  cloud.says('signed-out')
  cloud.says('error')
  vi.advanceTimersByTime(600_000)
  expect(cloud.opened).toHaveLength(1)
  expect(cloud.words).toEqual([{ kind: 'signed-out' }])
  line.retry()
  expect(cloud.opened).toHaveLength(2)
})

test('the end of a session is believed once a new stream says it too: it may have been renewed', () => {
  const cloud = server()
  cloud.line()
  cloud.says('hello', { user: 'u' })
  cloud.says('signed-out')
  expect(cloud.opened).toHaveLength(2)
  cloud.says('hello', { user: 'u' })
  expect(cloud.words.map(({ kind }) => kind)).toEqual(['hello', 'hello'])
  cloud.says('signed-out')
  cloud.says('signed-out')
  expect(cloud.words.at(-1)).toEqual({ kind: 'signed-out' })
})

test('what an old stream says after a new one was opened is not heard', () => {
  const cloud = server()
  const line = cloud.line()
  cloud.says('hello', { user: 'u' }, 'a-1')
  line.setAdmin(true)
  expect(cloud.opened.map(({ url }) => url)).toEqual(['/bff/live', '/bff/live?admin=1&after=a-1'])
  cloud.says('changes', ['old'], 'a-2', cloud.opened[0])
  cloud.says('changes', ['new'], 'a-2')
  expect(cloud.words.slice(1)).toEqual([{ kind: 'changes', data: '["new"]' }])
})
