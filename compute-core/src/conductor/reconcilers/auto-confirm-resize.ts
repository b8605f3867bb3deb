import { sql } from 'kysely'
import type { ServerId } from '#platform/ids'
import { beginForCloud } from '../begin-for-cloud.ts'
import type { Reconciler } from './reconciler.ts'

/** Confirms resizes that nobody has confirmed or reverted within resize_confirm_window, while their hosts are up. */
export const autoConfirmResize: Reconciler = {
  name: 'auto-confirm-resize',
  everyMs: 10_000,
  async run(io) {
    const { resize_confirm_window: window, service_down_time: downAfter } = io.settings
    if (window === 0) return
    const { rows } = await sql<{ id: ServerId }>`
      select s.id from compute.server s join compute.host h on h.id = s.host_id
      where s.vm_state = 'resized' and s.task_state is null and s.deleted_at is null
        and s.resized_at <= now() - ${window} * interval '1 second'
        and not h.forced_down and h.last_seen_at > now() - ${downAfter} * interval '1 second'
        and exists (select from compute.migration m where m.server_id = s.id and m.status = 'finished')`.execute(io.db)
    for (const { id } of rows) await beginForCloud(io, id, { from: 'resized', action: 'confirmResize' })
  },
}
