import { resizesToConfirm } from '#store/overdue-servers'
import { beginForCloud } from '../begin-for-cloud.ts'
import type { Reconciler } from './reconciler.ts'

/** Confirms resizes that nobody has confirmed or reverted within resize_confirm_window, while their hosts are up. */
export const autoConfirmResize: Reconciler = {
  name: 'auto-confirm-resize',
  everyMs: 10_000,
  async run(io) {
    const { resize_confirm_window: window, service_down_time: downAfter } = io.settings
    if (window === 0) return 0
    const due = await resizesToConfirm(io.db, window, downAfter)
    for (const id of due) await beginForCloud(io, id, { from: 'resized', action: 'confirmResize' })
    return due.length
  },
}
