import { capacityParts, levelOf, limitOf, type Capacity } from './bars.ts'
import { formatNumber, formatShare } from './format.ts'
import { t } from './i18n.ts'

interface CapacityBarProps extends Capacity {
  label: string
  format?: (value: number) => string
  /** The figures and the key are beside it already. */
  isBare?: boolean
}

/** How much of a host's capacity is promised: reserved and used beside each other, with a line where overcommitment begins. */
export function CapacityBar({ label, format = formatNumber, isBare = false, ...capacity }: CapacityBarProps) {
  const { reserved, used, line } = capacityParts(capacity)
  const limit = limitOf(capacity)
  const share = limit > 0 ? capacity.used / limit : 0
  const figures = t('{{used}} of {{limit}} used', { used: format(capacity.used), limit: format(limit) })
  return (
    <div className="capacity">
      {!isBare && (
        <div className="bar-head">
          <span>{label}</span>
          <span className="bar-figures" data-level={levelOf(share)}>
            <b>{formatShare(share)}</b> · {figures}
          </span>
        </div>
      )}
      <div style={{ position: 'relative' }}>
        <meter className="visually-hidden" aria-label={label} min={0} max={Math.max(1, limit)} value={capacity.used}>
          {figures}
        </meter>
        <div className="bar" aria-hidden>
          <span className="bar-reserved" style={{ width: `${reserved}%` }} />
          <span className="bar-used" data-level={levelOf(share)} style={{ width: `${used}%` }} />
        </div>
        {line !== null && <span className="capacity-line" style={{ left: `${line}%` }} aria-hidden />}
      </div>
      {!isBare && (
        <ul className="capacity-key" aria-label={t('Key')}>
          <li>
            <i className="bar-used" data-level={levelOf(share)} /> {t('Used')} {format(capacity.used)}
          </li>
          {capacity.reserved > 0 && (
            <li>
              <i className="bar-reserved" /> {t('Reserved')} {format(capacity.reserved)}
            </li>
          )}
          <li>
            {t('Physical')} {format(capacity.total)}
            {capacity.ratio !== 1 && ` × ${formatNumber(capacity.ratio)}`}
          </li>
        </ul>
      )}
    </div>
  )
}
