import type { OverviewView } from '@kilonova/compute-core/api/kilonova/overview/overview-schema'
import { className, formatOf, inClassOrder } from '#shared/resource-classes'
import { CapacityBar } from '#ui/capacity-bar'
import { t } from '#ui/i18n'

/** How much all hosts have of each resource: used, reserved, and what is promised beyond what there is. */
export function CloudCapacity({ capacity }: Pick<OverviewView, 'capacity'>) {
  if (capacity.length === 0) return <p className="dimmed home-quiet">{t('No host has reported yet.')}</p>
  const rows = capacity.toSorted((a, b) => inClassOrder(a.resource_class, b.resource_class))
  return (
    <div className="home-quota">
      {rows.map(({ resource_class: name, total, reserved, used, limit, free }) => {
        const format = formatOf(name)
        // Each host has a ratio of its own; together they promise so many times what is not reserved.
        const ratio = total > reserved ? limit / (total - reserved) : 1
        return (
          <div key={name}>
            <CapacityBar label={className(name)} {...{ total, reserved, used, ratio }} format={format} />
            <p className="dimmed home-free">
              {t('{{free}} free on hosts that take new servers', { free: format(free) })}
            </p>
          </div>
        )
      })}
    </div>
  )
}
