import type { InventoryView } from '@kilonova/compute-core/api/kilonova/hosts/host-schema'
import { api } from '#shared/api'
import { type Bff, RefusalError } from '#shared/bff'
import { formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import type { Host } from './host-queries.ts'
import { formatOf } from '#shared/resource-classes'

/** What is changed of a host's service. */
export type ServiceChange =
  | { status: 'enabled' }
  | { status: 'disabled'; disabled_reason: string }
  | { forced_down: boolean }

/** Enables or disables a host, or says that it is down. */
export const changeService = (bff: Bff, { service_id }: Pick<Host, 'service_id'>, json: ServiceChange) =>
  api(bff).send('compute', `/os-services/${service_id}`, { method: 'PUT', json })

/** Forgets a host: refused while servers are on it. */
export const forgetHost = (bff: Bff, { service_id }: Pick<Host, 'service_id'>) =>
  api(bff).send('compute', `/os-services/${service_id}`, { method: 'DELETE' })

/** Forgets a machine that has joined and never reported. */
export const forgetUnreportedHost = (bff: Bff, { name }: Pick<Host, 'name'>) =>
  api(bff).send('compute', `/kilonova/hosts/${encodeURIComponent(name)}`, { method: 'DELETE' })

/** Reboots the machine, or shuts it down; Nova asks for that with GET, in the last version that has it. */
export const hostPower = (bff: Bff, { name }: Pick<Host, 'name'>, what: 'reboot' | 'shutdown') =>
  api(bff).send('compute', `/os-hosts/${encodeURIComponent(name)}/${what}`, {
    headers: { 'openstack-api-version': 'compute 2.42' },
  })

/** What an administrator sets of an inventory. */
export type InventoryWish = Pick<InventoryView, 'reserved' | 'allocation_ratio'>

type ProviderInventory = InventoryWish & Pick<InventoryView, 'total'>

const mostTries = 5

/** Somebody else has set an inventory meanwhile; `now` is what they have made of it. */
export class InventoryChanged extends RefusalError {
  readonly now: InventoryWish
  constructor(now: InventoryWish, resourceClass: string) {
    const reserved = formatOf(resourceClass)(now.reserved)
    super({
      status: 409,
      service: 'placement',
      message: t(
        'Meanwhile somebody else has set it to {{reserved}} reserved and ratio {{ratio}}. Save again to replace that.',
        { reserved, ratio: formatNumber(now.allocation_ratio) },
      ),
    })
    this.now = now
  }
}

/**
 * Sets what is reserved and the ratio, where they are still as `before`. Servers that come and go change the provider's generation, too:
 * then it is read and tried again, as what they see of it is not touched.
 */
export async function setInventory(
  bff: Bff,
  host: Pick<Host, 'id'>,
  resourceClass: string,
  { before, wish }: { before: InventoryWish; wish: InventoryWish },
): Promise<void> {
  const path = `/resource_providers/${host.id}/inventories/${resourceClass}`
  for (let left = mostTries; ; left -= 1) {
    // With the generation in it under which it is written.
    const now = await api(bff).read<ProviderInventory>('placement', path)
    if (now.reserved !== before.reserved || now.allocation_ratio !== before.allocation_ratio)
      throw new InventoryChanged(now, resourceClass)
    const { reserved, allocation_ratio } = wish
    const json = { ...now, reserved, allocation_ratio }
    const refusal = await api(bff)
      .send('placement', path, { method: 'PUT', json })
      .then(
        () => undefined,
        (error: Error) => error,
      )
    if (refusal === undefined) return
    if (left <= 1 || !(refusal instanceof RefusalError) || refusal.status !== 409) throw refusal
  }
}

const atOnce = 4

/** Does `what` to each of these hosts, a few at a time; an error names those with which it failed, and why. */
export async function eachHost(hosts: readonly Host[], what: (host: Host) => Promise<unknown>): Promise<void> {
  const failed: string[] = []
  const waiting = [...hosts]
  const worker = async () => {
    for (let host = waiting.shift(); host; host = waiting.shift()) {
      const { name } = host
      await what(host).catch((error: Error) => failed.push(`${name}: ${error.message}`))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  if (failed.length > 0) throw new Error(failed.join('\n'))
}
