import { useSyncExternalStore } from 'react'

/** How long a row stands out after a change. */
const changedMs = 1_000
/** What was created stands out once its row is there, which may take a moment. */
const createdMs = 3_000

const timers = new Map<string, ReturnType<typeof setTimeout>>()
const listeners = new Set<() => void>()
const announce = () => listeners.forEach((listener) => listener())

/** Makes what has this id stand out for a moment. */
export function markChanged(id: string, isNew = false): void {
  clearTimeout(timers.get(id))
  const over = () => {
    timers.delete(id)
    announce()
  }
  timers.set(id, setTimeout(over, isNew ? createdMs : changedMs))
  announce()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/**
 * Whether what has this id has changed within the last second, other than by being loaded. A row puts it into its attribute
 * `data-changed`, and is tinted by the style sheet.
 */
export const useRecentlyChanged = (id: string): boolean => useSyncExternalStore(subscribe, () => timers.has(id))
