import { useEffect, useState } from 'react'
import { useSessionIsOver } from '#shared/session'
import { loadNotices } from '#ui/notices'
import { useLoaded } from '#ui/use-loaded'
import type { SignInAgainProps } from './sign-in-again.tsx'

const signInAgain = () => import('./sign-in-again.tsx')

/**
 * What no page consists of, and what has to be there when the cloud is not: loaded with the first thing that the person does. Until then
 * nothing can be refused, and nothing that was filled in can be lost.
 */
export function KeptReady(props: SignInAgainProps) {
  const isAtWork = useIsAtWork()
  const isOver = useSessionIsOver()
  useEffect(() => {
    if (isAtWork) loadNotices().catch(() => undefined)
  }, [isAtWork])
  const loaded = useLoaded(signInAgain, isAtWork || isOver)
  return loaded && <loaded.SignInAgain {...props} />
}

/** Whether somebody has done something here yet. */
function useIsAtWork(): boolean {
  const [isAtWork, setAtWork] = useState(false)
  useEffect(() => {
    const begin = () => setAtWork(true)
    const events = ['pointerdown', 'keydown'] as const
    for (const event of events) window.addEventListener(event, begin, { passive: true, once: true })
    return () => {
      for (const event of events) window.removeEventListener(event, begin)
    }
  }, [])
  return isAtWork
}
