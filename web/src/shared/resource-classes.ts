import { formatGb, formatMb, formatNumber } from '#ui/format'
import { t } from '#ui/i18n'

/** The classes of resources that every host has, in the order in which people ask for them. */
const mainClasses: readonly string[] = ['VCPU', 'MEMORY_MB', 'DISK_GB']

const classNames: Readonly<Record<string, string>> = {
  VCPU: t('vCPUs'),
  PCPU: t('Dedicated CPUs'),
  MEMORY_MB: t('Memory'),
  DISK_GB: t('Disk'),
}

/** A resource class as people call it; one that they have no word for by its own name. */
export const className = (resourceClass: string): string => classNames[resourceClass] ?? resourceClass

const formats: Readonly<Record<string, (amount: number) => string>> = { MEMORY_MB: formatMb, DISK_GB: formatGb }

/** How amounts of a resource class are written. */
export const formatOf = (resourceClass: string): ((amount: number) => string) => formats[resourceClass] ?? formatNumber

/** Orders resource classes: those that every host has first, the others by name. */
export function inClassOrder(a: string, b: string): number {
  const place = (name: string) => (mainClasses.includes(name) ? mainClasses.indexOf(name) : mainClasses.length)
  return place(a) - place(b) || a.localeCompare(b)
}
