import { Tooltip } from '@mantine/core'
import { useEffect, useState } from 'react'
import { formatAgo, formatExact } from './format.ts'
import { usePreferences } from './preferences.ts'

/** "3 minutes ago", or the date after a day; the exact time with its zone on hover. It is kept true while it is shown. */
export function RelativeTime({ at }: { at: string }) {
  const now = useNow(30_000)
  usePreferences() // the time zone may be changed on another page, or in another tab
  const date = new Date(at)
  return (
    <Tooltip label={formatExact(date)}>
      <time dateTime={at} className="nowrap">
        {formatAgo(date, now)}
      </time>
    </Tooltip>
  )
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
