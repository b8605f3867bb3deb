import { useEffect } from 'react'
import { useBlocker, type Blocker, type BlockerFunction } from 'react-router'

const guards = new Set<BlockerFunction>()

/** Holds up navigations that `isHeldUp` names. A router asks only the guard that came last, be it that of a dialog over a page with one: it asks for all. */
export function useLeaveBlocker(isHeldUp: BlockerFunction): Blocker {
  useEffect(() => {
    guards.add(isHeldUp)
    return () => void guards.delete(isHeldUp)
  }, [isHeldUp])
  return useBlocker((navigation) => [...guards].some((guard) => guard(navigation)))
}
