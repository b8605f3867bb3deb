import { useSyncExternalStore } from 'react'

let isOpen = false
const listeners = new Set<() => void>()

/** Opens the panel with the person's tasks, or closes it. */
export function showTasks(open: boolean): void {
  if (isOpen === open) return
  isOpen = open
  for (const listener of listeners) listener()
}

const listen = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Whether the panel with the person's tasks is open. */
export const useTasksShown = (): boolean => useSyncExternalStore(listen, () => isOpen)
