import { createHmac } from 'node:crypto'
import type { versionedNotification } from './versioned-notification.ts'

/** How a try ended: `refused` is about this notification, `unreachable` about the webhook, so that others had better wait too. */
export type Delivery = { outcome: 'delivered' } | { outcome: 'refused' | 'unreachable'; because: string }

const timeoutMs = 10_000

/**
 * Posts one notification, signed as Standard Webhooks says (standardwebhooks.com): `webhook-signature` is an HMAC-SHA256 of id, timestamp
 * and body under `secret`. Any 2xx is a receipt.
 */
export async function deliver(
  url: string,
  notification: ReturnType<typeof versionedNotification>,
  secret: string | undefined,
): Promise<Delivery> {
  const body = JSON.stringify(notification)
  const headers = { 'content-type': 'application/json', ...signed(notification.message_id, body, secret) }
  try {
    const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(timeoutMs) })
    await answer.body?.cancel()
    if (answer.ok) return { outcome: 'delivered' }
    const isBusy = answer.status >= 500 || answer.status === 408 || answer.status === 429
    return { outcome: isBusy ? 'unreachable' : 'refused', because: `It answered ${answer.status}.` }
  } catch (error) {
    return { outcome: 'unreachable', because: causeOf(error) }
  }
}

/** Why nothing came: `fetch` says only that it failed, and keeps in its cause what did. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error as { cause?: { code?: unknown; message?: unknown } }
  const said = [cause?.code, cause?.message].filter((one) => typeof one === 'string' && one !== '')
  return said.length === 0 ? error.message : `${error.message}: ${[...new Set(said)].join(', ')}`
}

function signed(id: string, body: string, secret: string | undefined): Record<string, string> {
  const at = Math.floor(Date.now() / 1000).toString()
  const signature = secret && createHmac('sha256', keyOf(secret)).update(`${id}.${at}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': at, ...(signature && { 'webhook-signature': `v1,${signature}` }) }
}

/** A secret as Standard Webhooks writes it is base64 behind `whsec_`; any other is taken as it stands. */
const keyOf = (secret: string): Buffer =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret)
