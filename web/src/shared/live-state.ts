import { useSyncExternalStore } from 'react'

/** How the browser's line to the cloud is: it may not be there yet, be open, be broken, or be closed because nobody is signed in. */
export type LiveState = 'connecting' | 'live' | 'unreachable' | 'signed-out'

let state: LiveState = 'connecting'
const listeners = new Set<(next: LiveState, before: LiveState) => void>()

/** Says how the line is now; only whoever listens to it does. */
export function setLiveState(next: LiveState): void {
  const before = state
  state = next
  if (next !== before) for (const listener of listeners) listener(next, before)
}

/** Calls `listener` whenever the line is another way than before. Returns the way to stop. */
export function onLiveState(listener: (next: LiveState, before: LiveState) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** How the line is now. */
export const useLiveState = (): LiveState => useSyncExternalStore(onLiveState, () => state)

/** How often to read what is moving: not at all while the cloud itself says what changes. */
export const pollUnlessLive = (everyMs: number): number | false => (state === 'live' ? false : everyMs)
