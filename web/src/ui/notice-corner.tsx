import { useSyncExternalStore } from 'react'
import { noticeCorner } from './notices.ts'

/** The corner of all pages where notices appear. */
export function NoticeCorner() {
  const shown = useSyncExternalStore(noticeCorner.subscribe, noticeCorner.now)
  return shown && <shown.ShownNotices />
}
