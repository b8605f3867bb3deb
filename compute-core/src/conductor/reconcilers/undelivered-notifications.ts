import {
  type Notification,
  dueNotifications,
  forgetNotifications,
  noteWebhook,
  putOff,
  takeWebhook,
} from '#store/notification-store'
import { deliver, type Delivery } from '../notifications/deliver.ts'
import { versionedNotification } from '../notifications/versioned-notification.ts'
import type { Reconciler, ReconcilerIo } from './reconciler.ts'

const batch = 20
/** How long a notification may be refused, or the webhook be away, before it is given up. */
const patienceMs = 3 * 24 * 3600_000

/**
 * Tells the webhook what it has not been told, in order. It is told once the row is gone: after a crash between the two it is told
 * again, under the same id.
 */
export const undeliveredNotifications: Reconciler = {
  name: 'undelivered-notifications',
  everyMs: 500,
  async run(io) {
    const url = io.settings.webhook_url
    let delivered = 0
    for (let isMore = url !== undefined; isMore;) {
      const batch = await deliverBatch(io, url!)
      delivered += batch.settled
      isMore = batch.isMore
    }
    return delivered
  },
}

/** How many the webhook was told, and whether there may be more to deliver at once. */
async function deliverBatch(io: ReconcilerIo, url: string): Promise<{ settled: number; isMore: boolean }> {
  return io.db.transaction().execute(async (trx) => {
    if (!(await takeWebhook(trx, url))) return { settled: 0, isMore: false }
    const due = await dueNotifications(trx, batch)
    const settled: number[] = []
    let isReached = true
    let error: string | null = null
    for (const row of due) {
      const delivery = await deliver(url, versionedNotification(row), io.settings.webhook_secret)
      if (isSettled(io, row, delivery)) settled.push(row.id)
      else if (delivery.outcome === 'refused') await putOff(trx, row.id)
      isReached = delivery.outcome !== 'unreachable'
      if (delivery.outcome !== 'delivered') error = delivery.because
      if (!isReached) break
    }
    await forgetNotifications(trx, settled)
    if (due.length > 0) await noteWebhook(trx, url, isReached, error)
    return { settled: settled.length, isMore: isReached && due.length === batch }
  })
}

function isSettled({ log }: ReconcilerIo, row: Notification, delivery: Delivery): boolean {
  if (delivery.outcome === 'delivered') return true
  const isGivenUp = Date.now() - row.created_at.getTime() > patienceMs
  const { because, outcome } = delivery
  log.warn({ notification: row.message_id, outcome, because, isGivenUp }, 'the webhook did not take a notification')
  return isGivenUp
}
