import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { RefusalError } from '#shared/bff'
import { onLiveState } from '#shared/live-state'

/** Whether `error` says that the cloud could not be reached, or is only starting: nothing is wrong with what was asked. */
export const isOutage = (error: unknown): boolean =>
  error instanceof RefusalError
    ? error.status === 0 || [502, 503, 504].includes(error.status)
    : error instanceof Error && isMissingChunk(error)

/** Whether a part of the dashboard could not be loaded. Each browser says so in words of its own. */
export const isMissingChunk = ({ message }: Error): boolean =>
  /dynamically imported module|module script/i.test(message)

/** How often a page that failed in an outage looks whether that is over, where no line says so. */
const lookMs = 5_000

/** Calls `tryAgain` once the cloud can be reached again, if `error` is of an outage. */
export function useRecovery(error: unknown, tryAgain: () => void): void {
  const latest = useRef(tryAgain)
  useEffect(() => {
    latest.current = tryAgain
  })
  const isOfOutage = isOutage(error)
  useEffect(() => {
    if (!isOfOutage) return undefined
    const stop = onLiveState((next) => next === 'live' && latest.current())
    const look = async () => {
      if (document.visibilityState === 'hidden') return
      try {
        if ((await fetch('/healthz')).ok) latest.current()
      } catch {
        // Not yet.
      }
    }
    const timer = setInterval(() => void look(), lookMs)
    return () => {
      stop()
      clearInterval(timer)
    }
  }, [isOfOutage])
}

/** Whether what was refused with `error` had been on the screen before. */
export function useWasSeen(error: unknown): boolean {
  const cache = useQueryClient().getQueryCache()
  return cache.getAll().some(({ state }) => state.error === error && state.data !== undefined)
}
