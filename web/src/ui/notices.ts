import type { NotificationData } from '@mantine/notifications'
import type * as shownNotices from './shown-notices.tsx'

type Shown = typeof shownNotices

let asked: Promise<Shown> | undefined
let loaded: Shown | undefined
const listeners = new Set<() => void>()

/** Loads what shows notices, which no page consists of: with the first one, or sooner, so that one can be shown while the cloud is away. */
export function loadNotices(): Promise<Shown> {
  asked ??= import('./shown-notices.tsx').then(
    (shown) => {
      loaded = shown
      for (const listener of listeners) listener()
      return shown
    },
    (error: unknown) => {
      asked = undefined // the next notice asks again
      throw error
    },
  )
  return asked
}

/** Shows a notice in the corner, over every page. With the `id` of one that is shown it is that one. */
export function showNotice(notice: NotificationData): void {
  void loadNotices().then(
    ({ notifications }) => notifications.show(notice),
    (error: unknown) => console.error(error),
  )
}

/** Takes a notice away, if it is there. */
export function hideNotice(id: string): void {
  void asked?.then(
    ({ notifications }) => notifications.hide(id),
    () => undefined,
  )
}

/** What shows notices, once it is loaded. */
export const noticeCorner = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  },
  now: (): Shown | undefined => loaded,
}
