import { Tooltip } from '@mantine/core'
import { useEffect, useState } from 'react'
import { formatAgo, formatExact } from './format.ts'

/** "3 minutes ago", kept true while it is shown; the exact moment on hover and focus. */
export function RelativeTime({ at }: { at: string }) {
  const now = useNow(30_000)
  const date = new Date(at)
  return (
    <Tooltip label={formatExact(date)}>
      <time dateTime={at} className="nowrap">
        {formatAgo(date, now)}
      </time>
    </Tooltip>
  )
}

/** The present, told anew every `everyMs`. */
export function useNow(everyMs: number): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
