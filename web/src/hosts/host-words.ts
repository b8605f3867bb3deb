import type { InventoryView } from '@kilonova/compute-core/api/kilonova/hosts/host-schema'
import { inClassOrder } from '#shared/resource-classes'
import type { Capacity } from '#ui/bars'
import { t } from '#ui/i18n'
import type { StatusLook } from '#ui/status'
import type { Host } from './host-queries.ts'

/** Whether a host reports, in a word. */
export function stateLook({ state, forced_down }: Pick<Host, 'state' | 'forced_down'>): StatusLook {
  if (forced_down) return { word: t('Forced down'), tone: 'bad' }
  return state === 'up' ? { word: t('Up'), tone: 'good' } : { word: t('Down'), tone: 'bad' }
}

/** All that a host has, the classes that every one has first. */
export const inventoriesOf = ({ inventories }: Pick<Host, 'inventories'>): [string, InventoryView][] =>
  Object.entries(inventories).toSorted(([a], [b]) => inClassOrder(a, b))

/** An inventory as capacity bars show it. */
export const capacityOf = ({ total, reserved, used, allocation_ratio: ratio }: InventoryView): Capacity => ({
  total,
  reserved,
  used,
  ratio,
})

/** Whether an administrator has set something else than what the host reports. */
export const isSet = (inventory: InventoryView): boolean =>
  inventory.reserved !== inventory.reported_reserved || inventory.allocation_ratio !== inventory.reported_ratio

/** 8002001 → "8.2.1": major, minor and release, as libvirt counts. */
export const versionOf = (version: number): string =>
  [Math.floor(version / 1_000_000), Math.floor(version / 1000) % 1000, version % 1000].join('.')

/** Sockets, cores and threads: "2 sockets × 16 cores × 2 threads"; undefined where the host does not say. */
export function topologyOf({ sockets, cores, threads }: Host['cpu']): string | undefined {
  if (sockets === undefined || cores === undefined || threads === undefined) return undefined
  const parts = [
    t('{{count}} sockets', { count: sockets }),
    t('{{count}} cores', { count: cores }),
    t('{{count}} threads', { count: threads }),
  ]
  return parts.join(' × ')
}
