import { formatMb, formatNumber } from '#ui/format'
import { t } from '#ui/i18n'

/** Which service keeps a limit. */
export type QuotaService = 'compute' | 'network'

/** Something of which a project may have so much. */
export interface QuotaResource {
  service: QuotaService
  /** What the API calls it. */
  name: string
  label: string
  format: (value: number) => string
  /** Of each user or server, not of the project: nothing of the project counts against it. */
  isOfEach?: boolean
}

const compute = (name: string, label: string, more: Partial<QuotaResource> = {}): QuotaResource => ({
  service: 'compute',
  name,
  label,
  format: formatNumber,
  ...more,
})
const network = (name: string, label: string): QuotaResource => ({
  service: 'network',
  name,
  label,
  format: formatNumber,
})

/** Everything that is limited by a project, in the order in which people run into it. */
export const quotaResources: readonly QuotaResource[] = [
  compute('instances', t('Servers')),
  compute('cores', t('vCPUs')),
  compute('ram', t('Memory'), { format: formatMb }),
  compute('server_groups', t('Server groups')),
  compute('server_group_members', t('Servers of a group'), { isOfEach: true }),
  compute('key_pairs', t('Key pairs of a user'), { isOfEach: true }),
  compute('metadata_items', t('Metadata of a server'), { isOfEach: true }),
  network('network', t('Networks')),
  network('subnet', t('Subnets')),
  network('port', t('Ports')),
]

/** A limit, and how much of it is used; -1 is no limit. */
export interface LimitAndUse {
  limit: number
  used: number
}

/** Limits by `service name`. */
export type Limits = Readonly<Record<string, LimitAndUse>>

/** What limits are to become, by the service that keeps them; null is the limit of all projects. */
export type NewLimits = Partial<Record<QuotaService, Record<string, number | null>>>

/** What counts against the limits of a project. */
export const countedResources: readonly QuotaResource[] = quotaResources.filter(({ isOfEach }) => !isOfEach)

/** The part of a limit that is used; 0 where there is no limit. */
export const shareOf = ({ limit, used }: LimitAndUse): number =>
  limit < 0 ? 0 : limit > 0 ? used / limit : used > 0 ? 1 : 0

/** The resource whose limit a project is nearest to; undefined where nothing that is limited is used. */
export function nearestLimit(limits: Limits): { resource: QuotaResource; share: number } | undefined {
  const shares = countedResources.map((resource) => ({ resource, share: shareOf(limits[keyOf(resource)]!) }))
  const nearest = shares.reduce((most, one) => (one.share > most.share ? one : most))
  return nearest.share > 0 ? nearest : undefined
}

/** The key of a resource in forms and answers. */
export const keyOf = ({ service, name }: Pick<QuotaResource, 'service' | 'name'>): string => `${service} ${name}`

/** The limits that differ from those before, for each service that keeps any of them. */
export function changedLimits(
  before: Readonly<Record<string, number>>,
  wanted: Readonly<Record<string, number>>,
  resources: readonly QuotaResource[] = quotaResources,
): NewLimits {
  const changed: NewLimits = {}
  for (const resource of resources) {
    const key = keyOf(resource)
    const value = wanted[key]
    if (value === undefined || value === before[key]) continue
    changed[resource.service] = { ...changed[resource.service], [resource.name]: value }
  }
  return changed
}

/** The resources of which more is used than `wanted` lets the project have. */
export const belowUse = (limits: Limits, wanted: Readonly<Record<string, number>>): QuotaResource[] =>
  quotaResources.filter((resource) => {
    const key = keyOf(resource)
    const value = wanted[key]
    return value !== undefined && value >= 0 && value < (limits[key]?.used ?? 0)
  })
