import { type Capacity, limitOf } from '#ui/bars'
import { CapacityBar } from '#ui/capacity-bar'
import { formatShare } from '#ui/format'
import { t } from '#ui/i18n'
import { className, formatOf } from './resource-classes.ts'
import './inventory-fill.css'

interface InventoryFillProps {
  /** Whose it is. */
  name: string
  resourceClass: string
  /** What there is of it; undefined where there is none. */
  capacity: Capacity | undefined
}

/** How much of one resource class is taken, in a cell of a table. */
export function InventoryFill({ name, resourceClass, capacity }: InventoryFillProps) {
  if (!capacity) return <span className="dimmed">—</span>
  const format = formatOf(resourceClass)
  const limit = limitOf(capacity)
  const figures = t('{{used}} of {{limit}} used', { used: format(capacity.used), limit: format(limit) })
  return (
    <span className="inventory-fill" title={figures}>
      <CapacityBar label={`${className(resourceClass)} · ${name}`} isBare {...capacity} format={format} />
      <span className="inventory-fill-share">{formatShare(limit > 0 ? capacity.used / limit : 0)}</span>
    </span>
  )
}
