import type { AggregateView } from '@kilonova/compute-core/api/aggregates/aggregate-schema'
import { t } from '#ui/i18n'

/** A host that may be put into an aggregate. */
export interface HostChoice {
  name: string
  zone: string
  isUp: boolean
  isEnabled: boolean
  /** How many servers are on it. */
  servers: number
}

type Member = Pick<AggregateView, 'id' | 'name' | 'availability_zone' | 'hosts'>

/** Why a host cannot be put into `aggregate`, as the cloud would refuse it; undefined where it can. */
export function whyNotAdded(host: HostChoice, aggregate: Member, all: readonly Member[]): string | undefined {
  if (aggregate.hosts.includes(host.name)) return t('It is in it already.')
  const zone = aggregate.availability_zone
  if (zone === null || zone === host.zone) return undefined
  const other = all.find((one) => one.availability_zone !== null && one.hosts.includes(host.name))
  if (other)
    return t('Aggregate {{name}} has it in zone {{zone}}. A host is in one zone only.', {
      name: other.name,
      zone: other.availability_zone,
    })
  if (host.servers > 0)
    return t('It has {{count}} servers, whose zone would change. Move or delete them first.', { count: host.servers })
  return undefined
}
