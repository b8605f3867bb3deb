import type { Home } from '#shared/bff'
import type { Paths } from '#shared/paths'
import { formatMb, formatNumber } from '#ui/format'
import { t } from '#ui/i18n'

/** One limit of the project, and where what uses it is listed. */
export interface QuotaLine {
  label: string
  used: number
  limit: number | null
  format: (value: number) => string
  to: string
}

/** All limits that are known, in the order in which people run into them. */
export function quotaLines({ quota: { compute, images, network } }: Home, paths: Paths): QuotaLine[] {
  const line = (
    label: string,
    use: { used: number; limit: number | null } | undefined,
    to: string,
    format = formatNumber,
  ) => (use ? [{ label, ...use, format, to }] : [])
  return [
    ...line(t('Servers'), compute.value?.servers, paths.servers()),
    ...line(t('vCPUs'), compute.value?.vcpus, paths.servers()),
    ...line(t('Memory'), compute.value?.ramMb, paths.servers(), formatMb),
    ...line(t('Key pairs'), compute.value?.keyPairs, paths.keyPairs()),
    ...line(t('Server groups'), compute.value?.serverGroups, paths.serverGroups()),
    ...line(t('Images'), images.value?.images, paths.images()),
    ...line(t('Size of images'), images.value?.imagesMb, paths.images(), formatMb),
    ...line(t('Networks'), network.value?.networks, paths.networks()),
    ...line(t('Ports'), network.value?.ports, paths.networks()),
  ]
}
