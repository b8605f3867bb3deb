import type { GuestOptions } from '#domain/guest-options/guest-options'
import { element, type Element } from './element.ts'

/** AMD's names for it and what the CPU must hold the host to: no debugging, no key shared, no moving to older firmware. */
const kinds = {
  'amd-sev': { type: 'sev', policy: '0x0033' },
  'amd-sev-es': { type: 'sev', policy: '0x0037' },
  'amd-sev-snp': { type: 'sev-snp', policy: '0x00030000' },
} as const

/** Hides the guest's memory from the host. */
export function launchSecurity({ memoryEncryption }: GuestOptions): Element | undefined {
  if (memoryEncryption === undefined) return undefined
  const { type, policy } = kinds[memoryEncryption]
  return element('launchSecurity', { type }, element('policy', {}, policy))
}

const paravirtual = new Set(['disk', 'interface', 'rng', 'memballoon', 'video', 'input', 'controller'])

/** The device, told to go through the guest's IOMMU where it is a virtio one: it could not read memory that is encrypted. */
export function throughIommu(device: Element): Element {
  if (!paravirtual.has(device.name) || !isVirtio(device)) return device
  const driver = childOf(device, 'driver')
  const others = device.children.filter((child) => child !== driver)
  return { ...device, children: [element('driver', { ...driver?.attributes, iommu: 'on' }), ...others] }
}

function isVirtio(device: Element): boolean {
  const { model, bus } = { ...device.attributes, ...childOf(device, 'target')?.attributes }
  return [model, bus, childOf(device, 'model')?.attributes['type']].some((value) => String(value).startsWith('virtio'))
}

const childOf = ({ children }: Element, name: string) =>
  children.find((child): child is Element => typeof child !== 'string' && child.name === name)
