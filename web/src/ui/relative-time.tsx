import { useEffect, useState, useSyncExternalStore } from 'react'
import { formatAgo, formatExact } from './format.ts'
import { usePreferences } from './preferences.ts'

/** "3 minutes ago", or the date after a day; the exact time with its zone on hover. It is kept true while it is shown. */
export function RelativeTime({ at }: { at: string }) {
  const now = new Date(useSyncExternalStore(watchClock, clock))
  usePreferences() // the time zone may be changed on another page, or in another tab
  const date = new Date(at)
  return (
    <time dateTime={at} className="nowrap" title={formatExact(date)}>
      {formatAgo(date, now)}
    </time>
  )
}

// One clock for all times of a page: a list has one in each row.
const tickMs = 30_000
const watchers = new Set<() => void>()
let ticking: ReturnType<typeof setInterval> | undefined

const clock = (): number => Math.floor(Date.now() / tickMs) * tickMs

function watchClock(watcher: () => void): () => void {
  watchers.add(watcher)
  ticking ??= setInterval(() => watchers.forEach((each) => each()), tickMs)
  return () => {
    watchers.delete(watcher)
    if (watchers.size > 0) return
    clearInterval(ticking)
    ticking = undefined
  }
}

/** The current time, updated every `everyMs`. */
export function useNow(everyMs: number): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
