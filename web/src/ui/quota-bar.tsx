import { levelOf } from './bars.ts'
import { formatNumber, formatShare } from './format.ts'
import { t } from './i18n.ts'

interface QuotaBarProps {
  label: string
  used: number
  /** Null: no limit. */
  limit: number | null
  /** How much is about to be added. */
  adding?: number
  format?: (value: number) => string
}

/** How much of a limit is used, and how much more would be: amber from 80 %, red from 95 %. */
export function QuotaBar({ label, used, limit, adding = 0, format = formatNumber }: QuotaBarProps) {
  const over = limit !== null && used + adding > limit
  const share = limit ? (used + adding) / limit : over ? 1 : 0
  const width = (value: number) => `${limit ? Math.min(100, (value / limit) * 100) : 0}%`
  // What is about to be added fits or does not: that it then is nearly full is no reason for red.
  const level = over ? 'red' : adding > 0 ? 'fine' : levelOf(share)
  const most = limit === null ? t('unlimited') : format(limit)
  return (
    <div>
      <div className="bar-head">
        <span>{label}</span>
        <span className="bar-figures" data-level={level}>
          <b>{format(used)}</b>
          {adding > 0 && <b>{` + ${format(adding)}`}</b>}{' '}
          {limit === null ? `· ${most}` : t('of {{limit}}', { limit: most })}
          {limit !== null && limit > 0 && ` · ${formatShare(share)}`}
        </span>
      </div>
      <meter className="visually-hidden" aria-label={label} min={0} max={limit ?? Math.max(1, used)} value={used}>
        {limit === null
          ? `${format(used)} · ${most}`
          : t('{{used}} of {{limit}} used', { used: format(used), limit: most })}
      </meter>
      <div className="bar" aria-hidden>
        <span className="bar-used" data-level={levelOf(limit ? used / limit : 0)} style={{ width: width(used) }} />
        {adding > 0 && <span className="bar-adding" data-over={over} style={{ width: width(adding) }} />}
      </div>
    </div>
  )
}
