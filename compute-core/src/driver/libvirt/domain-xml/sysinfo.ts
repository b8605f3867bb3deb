import type { GuestSpec } from '#driver/compute-driver'
import { element, type Element } from './element.ts'

/** What the guest reads about its machine in SMBIOS. */
export function sysinfo({ serverId }: GuestSpec): Element {
  return element(
    'sysinfo',
    { type: 'smbios' },
    element(
      'system',
      {},
      entry('manufacturer', 'Kilonova'),
      // cloud-init looks for a config drive and for 169.254.169.254 only on a product with this name.
      entry('product', 'OpenStack Compute'),
      entry('serial', serverId),
      entry('uuid', serverId),
      entry('family', 'Virtual Machine'),
    ),
  )
}

const entry = (name: string, value: string) => element('entry', { name }, value)
