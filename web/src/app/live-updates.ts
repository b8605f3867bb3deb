import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { Change } from '#shared/changes'
import { onLiveState, setLiveState } from '#shared/live-state'
import { sessionIsOver, useSessionIsOver } from '#shared/session'
import { type LiveChanges, liveChanges } from './live-changes.ts'
import { joinLive, type LiveShare } from './live-join.ts'
import type { LiveWord } from './live-line.ts'

/** One failure may be a hiccup; only a second in a row counts. */
const failuresThatCount = 2
/** What is on the screen when the line opens was read before it: older than this, it may lack something. */
const freshMs = 2_000

/**
 * Keeps what is on the screen up to date while the caller is mounted, from the browser's only live stream. With `isAdmin` it hears of
 * everything in the cloud, as far as the person may. Where the session ends the page is told, and once somebody is signed in again, here or
 * in another tab, it goes on.
 */
export function useLiveUpdates({ isAdmin }: { isAdmin: boolean }): void {
  const queryClient = useQueryClient()
  const isOver = useSessionIsOver()
  const share = useRef<LiveShare>(undefined)
  const wantsAdmin = useRef(isAdmin)
  useEffect(() => {
    const changes = liveChanges(queryClient)
    const stop = onLiveState((next) => {
      changes.lineChanged()
      if (next === 'signed-out') sessionIsOver(true)
    })
    const goOn = () => {
      sessionIsOver(false)
      void queryClient.invalidateQueries()
    }
    share.current = joinLive(wantsAdmin.current, listener(changes, { goOn, startAnew: () => location.assign('/') }))
    return () => {
      share.current?.leave()
      changes.close()
      stop()
      setLiveState('connecting')
    }
  }, [queryClient])
  useEffect(() => {
    wantsAdmin.current = isAdmin
    share.current?.setAdmin(isAdmin)
  }, [isAdmin])
  useEffect(() => {
    if (!isOver) share.current?.retry()
  }, [isOver])
}

/** What follows from who is signed in. */
interface SignedIn {
  /** The same person is signed in again. */
  goOn(): void
  /** Somebody else is: nothing of one person may be left on the screen of another. */
  startAnew(): void
}

/** What a tab does with the words of the line. */
export function listener(changes: LiveChanges, { goOn, startAnew }: SignedIn): (word: LiveWord) => void {
  const startMs = Date.now()
  let isFirst = true
  let isOver = false
  let user: string | undefined
  return (word) => {
    if (word.kind === 'changes') return changes.apply(JSON.parse(word.data) as Change[])
    if (word.kind === 'resync') return changes.everything()
    if (word.kind === 'down') return setLiveState(word.failures < failuresThatCount ? 'connecting' : 'unreachable')
    if (word.kind === 'signed-out') {
      isOver = true
      return setLiveState('signed-out')
    }
    if (user !== undefined && user !== word.user) return startAnew()
    user = word.user
    setLiveState('live')
    if (isOver) goOn()
    else if (isFirst && Date.now() - startMs > freshMs) changes.everything()
    else changes.failed()
    isFirst = false
    isOver = false
  }
}
